"""From settings to a plan: which servers are ours, where the data lies, which address is served."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings

from fidus.stack.parts import Plan, Tls
from fidus.stack.postgres import Postgres
from fidus.stack.valkey import Valkey


def plan_from_settings(*, host: str | None = None, port: int | None = None, live_port: int | None = None) -> Plan:
    """Servers that DATABASE_URL and REDIS_URL name are used as they are; without them our own are part of the plan."""
    postgres, valkey = Postgres(settings.VAR_DIR / "postgres"), Valkey(settings.VAR_DIR / "valkey")
    return Plan(
        root=settings.BASE_DIR,
        var=settings.VAR_DIR,
        host=host or settings.HOST,
        port=port or settings.PORT,
        hostname=urlsplit(settings.SITE_URL).hostname or "127.0.0.1",
        postgres=postgres if settings.DATABASES["default"]["HOST"] == str(postgres.socket_dir) else None,
        valkey=valkey if valkey.url == settings.REDIS_URL else None,
        demo=settings.DEMO,
        web_processes=settings.WEB_PROCESSES,
        live_port=(live_port or _live_port(port)) if settings.LIVE_NEWS else None,
        signal_mail=bool(settings.SIGNAL_MAIL_HOST),
        tls=Tls(*settings.TLS_FILES) if settings.TLS_FILES else None,
    )


def environment_for(plan: Plan, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What every part is told: the same data folder and address as this process."""
    told = {"FIDUS_VAR": str(plan.var), "PYTHONUNBUFFERED": "1", "DJANGO_SETTINGS_MODULE": "fidus.settings"}
    if plan.live_port:
        told["LIVE_PORT"] = str(plan.live_port)
    return {"SITE_URL": plan.address, **environment, **told}


def _live_port(port: int | None) -> int:
    """The one that was named, or the next after the web server's."""
    named = int(settings.LIVE_PORT)
    return port + 1 if port and named == settings.PORT + 1 else named
