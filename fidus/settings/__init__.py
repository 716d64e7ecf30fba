"""Settings of every environment, read from environment variables; a value that is missing or wrong stops the start."""

from fidus.settings.api import *  # noqa: F403
from fidus.settings.login import *  # noqa: F403
from fidus.settings.pages import *  # noqa: F403
from fidus.settings.servers import *  # noqa: F403
from fidus.settings.surroundings import *  # noqa: F403
from fidus.settings.surroundings import BASE_DIR, env

INSTALLED_APPS = [
    "fidus.apps.FidusConfig",
    "fidus.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "heroicons",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "accounts",
    "accounts.ledger",
    "accounts.trail",
    "accounts.gateway",
    "accounts.hooks",
    "accounts.notices",
    "accounts.login",
    "accounts.rates",
    "accounts.books",
    "compliance",
    "trading",
    "trading.connections",
    "trading.market",
    "trading.watch",
    "trading.reconciliation",
    "trading.alerts",
    "trading.monitor",
    "trading.signals",
    "trading.orders",
    "trading.decision",
    "trading.execution",
    "trading.desk",
    "funds",
    "funds.bank",
    "funds.fees",
    "funds.intake",
    "funds.performance",
    "funds.rebates",
    "funds.redemptions",
    "funds.solvency",
    "funds.wallets",
    "crm",
    "crm.correspondence",
]

MIDDLEWARE = [
    "accounts.gateway.middleware.RealAddress",
    "fidus.lib.log_lines.WhoAsks",
    "django.middleware.security.SecurityMiddleware",
    "fidus.lib.no_plain_calls.NoPlainCalls",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "fidus.lib.answer_headers.AnswerHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.login.middleware.StrongLogin",
    "fidus.lib.vary_on_htmx.VaryOnHtmx",
    "accounts.gateway.middleware.CallLimits",
    "accounts.middleware.SecondWall",
]

ROOT_URLCONF = "fidus.urls"
CSRF_FAILURE_VIEW = "fidus.errors.expired_form"
WSGI_APPLICATION = "fidus.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
            "builtins": ["fidus.templatetags.figures", "fidus.templatetags.parts", "accounts.login.templatetags.login"],
        },
    }
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
FORMAT_MODULE_PATH = "fidus.formats"
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "fidus.lib.log_lines.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s%(who)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # Its debugging lines hold whole mails.
        "imapclient": {"level": "INFO"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
