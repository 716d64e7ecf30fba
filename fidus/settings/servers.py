"""Servers that FIDUS speaks to: database, queue, mail, explorers."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from fidus.lib.env import Env, ImproperEnvironment
from fidus.settings.surroundings import BEHIND_PROXY, DEMO, FIRM, PORT, SITE_URL, TESTING, VAR_DIR, env
from fidus.stack.postgres import APPLICATION, OWNER, Postgres
from fidus.stack.valkey import Valkey

# The application logs in as a role that may only append to the ledger and the trail; migrations run as the owner
# (docs/adr/0002-two-database-roles.md). Both URLs are the same server and database.
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "dbshell"}
DATABASE_AS_OWNER = env.flag("DATABASE_AS_OWNER", len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS)
# A server for each parallel worker: sealing waits for older transactions of the whole server (docs/adr/0004).
TEST_SERVERS = Path(env.text("TEST_SERVERS", str(VAR_DIR / "test")))
TEST_POSTGRES = TEST_SERVERS / env.text("PYTEST_XDIST_WORKER", "alone") / "postgres"
if TESTING:
    _database = Env({"TEST": Postgres(TEST_POSTGRES).url("postgres", "postgres")}).database("TEST")
else:
    _database = env.database("DATABASE_URL", Postgres(VAR_DIR / "postgres").url(APPLICATION))
    if DATABASE_AS_OWNER:
        # Our own server knows the owner; a server named by DATABASE_URL alone has one login for all.
        _database = env.database(
            "DATABASE_OWNER_URL", env.text("DATABASE_URL", Postgres(VAR_DIR / "postgres").url(OWNER))
        )
# Only cursors that ask for it prepare their statements (fidus/lib/prepared.py).
_database["OPTIONS"] |= {"prepare_threshold": 3}  # type: ignore[operator]
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "TEST": {"NAME": "test_fidus"}}}
# How long the database waits in the middle of a transaction for a page, and for a job of the workers, until it ends it:
# whoever stands still there (a frozen machine, a lost line) keeps rows locked. No page computes for a minute; jobs read
# files of 200 MB between two statements, and their rows have leases or are passed by, so nobody waits for them.
WEB_STANDSTILL_SECONDS = env.number("WEB_STANDSTILL_SECONDS", 60)
WORKER_STANDSTILL_SECONDS = env.number("WORKER_STANDSTILL_SECONDS", 600)
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
# What has just happened is told to open pages and to programs of ours (fidus/lib/live.py); tests say when they want it.
LIVE_NEWS = env.flag("LIVE_NEWS", not TESTING)
# Pages hear it from a server of its own (fidus/stream): behind a proxy at the site's own address, otherwise at a port.
LIVE_PORT = env.number("LIVE_PORT", PORT + 1, least=1)
_site = urlsplit(SITE_URL)
LIVE_URL = env.text(
    "LIVE_URL", "/live" if BEHIND_PROXY else f"{_site.scheme}://{_site.netloc.rsplit(':', 1)[0]}:{LIVE_PORT}/live"
)
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

# The mailbox that signals come to, by TLS (docs/signals.md): its server, its login, and its address, before whose @
# people write "+secret". Nobody reads mail for signals without these four. What was read lies in SIGNAL_MAIL_DONE. Only
# senders whom the host SIGNAL_MAIL_AUTHSERV has proven are believed, where it is named.
SIGNAL_MAIL_HOST, SIGNAL_MAIL_USER, SIGNAL_MAIL_PASSWORD, SIGNAL_MAIL_ADDRESS = env.together(
    "SIGNAL_MAIL_HOST", "SIGNAL_MAIL_USER", "SIGNAL_MAIL_PASSWORD", "SIGNAL_MAIL_ADDRESS"
)
if SIGNAL_MAIL_ADDRESS and not 0 < SIGNAL_MAIL_ADDRESS.find("@") <= 23:
    # 64 signs at most stand before the @, and the secret needs 41 of them (RFC 5321, section 4.5.3.1.1).
    raise ImproperEnvironment(
        "SIGNAL_MAIL_ADDRESS must be like signals@firm.example, with at most 23 signs before the @"
    )
SIGNAL_MAIL_PORT = env.number("SIGNAL_MAIL_PORT", 993, least=1)
SIGNAL_MAIL_FOLDER, SIGNAL_MAIL_DONE = env.text("SIGNAL_MAIL_FOLDER", "INBOX"), env.text("SIGNAL_MAIL_DONE", "FIDUS")
SIGNAL_MAIL_AUTHORITY = env.text("SIGNAL_MAIL_AUTHORITY", "")
SIGNAL_MAIL_AUTHSERV = env.text("SIGNAL_MAIL_AUTHSERV", "")

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

# Broker accounts: seconds between two visits while something is open, while nothing is, and while pushes come (then the
# visits only prove them); how long one call to a broker may take; how many days every snapshot of figures is kept (a
# day's highest and lowest stay for good); how long a turn stays whose process died; how much that was pushed may wait
# to be written.
WATCH_SECONDS = env.number("WATCH_SECONDS", 25, least=1)
WATCH_IDLE_SECONDS = env.number("WATCH_IDLE_SECONDS", 60, least=1)
WATCH_PUSHED_SECONDS = env.number("WATCH_PUSHED_SECONDS", 3600, least=1)
WATCH_CALL_SECONDS = env.number("WATCH_CALL_SECONDS", 10, least=1)
WATCH_SNAPSHOT_DAYS = env.number("WATCH_SNAPSHOT_DAYS", 35, least=2)
WATCH_LEASE_SECONDS = env.number("WATCH_LEASE_SECONDS", 12, least=3)
WATCH_THREADS = env.number("WATCH_THREADS", 24, least=1)
WATCH_INBOX_MESSAGES = env.number("WATCH_INBOX_MESSAGES", 50_000, least=1)
WATCH_INBOX_MB = env.number("WATCH_INBOX_MB", 512, least=1)

# Orders: accounts served at a time; how long one call to a broker may take; seconds between two comparisons of what is
# out with the broker's; how often, and for how long after it was sent, an order is looked for before its broker surely
# has none of it.
TRADE_THREADS = env.number("TRADE_THREADS", 16, least=1)
TRADE_CALL_SECONDS = env.number("TRADE_CALL_SECONDS", 10, least=1)
TRADE_COMPARE_SECONDS = env.number("TRADE_COMPARE_SECONDS", 30, least=1)
TRADE_ABSENT_LOOKS = env.number("TRADE_ABSENT_LOOKS", 4, least=1)
TRADE_ABSENT_SECONDS = env.number("TRADE_ABSENT_SECONDS", 60, least=1)

# How long prices are kept: each of them, and their minutes; five minutes, hours and days are kept for good.
TICKS_KEPT_DAYS = env.number("TICKS_KEPT_DAYS", 14, least=2)
MINUTES_KEPT_DAYS = env.number("MINUTES_KEPT_DAYS", 400, least=62)
