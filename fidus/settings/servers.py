"""Servers that FIDUS speaks to: database, queue, mail, explorers."""

import sys

from fidus.lib.env import Env
from fidus.settings.surroundings import DEMO, FIRM, TESTING, VAR_DIR, env
from fidus.stack.postgres import APPLICATION, OWNER, Postgres
from fidus.stack.valkey import Valkey

# The application logs in as a role that may only append to the ledger and the trail; migrations run as the owner
# (docs/adr/0002-two-database-roles.md). Both URLs are the same server and database.
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "dbshell"}
DATABASE_AS_OWNER = env.flag("DATABASE_AS_OWNER", len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS)
# A server for each parallel worker: sealing waits for older transactions of the whole server (docs/adr/0004).
TEST_POSTGRES = VAR_DIR / "test" / env.text("PYTEST_XDIST_WORKER", "alone") / "postgres"
if TESTING:
    _database = Env({"TEST": Postgres(TEST_POSTGRES).url("postgres", "postgres")}).database("TEST")
else:
    _database = env.database("DATABASE_URL", Postgres(VAR_DIR / "postgres").url(APPLICATION))
    if DATABASE_AS_OWNER:
        # Our own server knows the owner; a server named by DATABASE_URL alone has one login for all.
        _database = env.database(
            "DATABASE_OWNER_URL", env.text("DATABASE_URL", Postgres(VAR_DIR / "postgres").url(OWNER))
        )
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "TEST": {"NAME": "test_fidus"}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", Valkey(VAR_DIR / "valkey").url)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if TESTING
        else "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "tests" if TESTING else REDIS_URL,
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# The truth is in PostgreSQL; a queue message only wakes somebody up (a lost one is found by a sweeper).
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 29 * 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A wake-up that cannot be sent is given up at once (kombu would try for six seconds, while a person waits).
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60 * 60,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    "django.core.mail.backends.filebased.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_USER", ""), env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
# Letters leave from event handlers, which must end within their lease (accounts/trail/domain/delivery_states.py).
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = f"{FIRM['name']} <{FIRM['email']}>"

# Clients' wallets: how long a new one waits after a second person confirmed it, which explorers look payments up (none:
# lookups are off and the pages say so), and after how many blocks a payment counts as confirmed.
WALLET_COOLING_OFF_HOURS = env.number("WALLET_COOLING_OFF_HOURS", 48)
_ethereum = {
    "urls": env.words("ETHERSCAN_URLS", " "),
    "key": env.text("ETHERSCAN_API_KEY", ""),
    "confirmations": env.number("ETHEREUM_CONFIRMATIONS", 64, least=1),
}
EXPLORERS = {
    "btc": {
        "urls": env.words("ESPLORA_URLS", " "),
        "key": "",
        "confirmations": env.number("BITCOIN_CONFIRMATIONS", 6, least=1),
    },
    "eth": _ethereum,
    "erc20": _ethereum,
    "trc20": {
        "urls": env.words("TRONGRID_URLS", " "),
        "key": env.text("TRONGRID_API_KEY", ""),
        "confirmations": env.number("TRON_CONFIRMATIONS", 20, least=1),
    },
}
EXPLORER_SECONDS = env.number("EXPLORER_SECONDS", 20, least=1)
if TESTING:
    for _explorer in EXPLORERS.values():
        _explorer["urls"] = []
