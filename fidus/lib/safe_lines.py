"""Warns before a firm goes live if a line to another machine is not encrypted (`manage.py check --deploy`)."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from fidus.lib.machines import is_here

_CHECKED = {"verify-full", "verify-ca"}


@register(Tags.security, deploy=True)
def lines_are_encrypted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """One error for each server that is spoken to in the open, unless it is this machine or one of `PRIVATE_HOSTS`."""
    return [
        Error(f"{name} speaks to {host} without TLS.", hint=hint, id=f"fidus.E{number:03}")
        for number, (name, host, hint) in enumerate(_in_the_open(), 1)
    ]


def _in_the_open() -> Iterator[tuple[str, str, str]]:
    database: dict[str, Any] = settings.DATABASES["default"]
    if _is_outside(database["HOST"]) and database["OPTIONS"].get("sslmode") not in _CHECKED:
        yield "DATABASE_URL", database["HOST"], "Add ?sslmode=verify-full&sslrootcert=/path/of/authority.pem."
    queue = urlsplit(settings.REDIS_URL)
    if queue.scheme == "redis" and _is_outside(queue.hostname or ""):
        yield "REDIS_URL", queue.hostname or "", "Use rediss://host:port/0?ssl_cert_reqs=required."
    if queue.scheme == "rediss" and parse_qs(queue.query).get("ssl_cert_reqs", ["required"]) == ["none"]:
        yield "REDIS_URL", queue.hostname or "", "Its certificate is not looked at: ssl_cert_reqs=required."
    if "smtp" in settings.EMAIL_BACKEND and not settings.EMAIL_USE_TLS and _is_outside(settings.EMAIL_HOST):
        yield "EMAIL_HOST", settings.EMAIL_HOST, "Set EMAIL_USE_TLS=true."
    scanner = urlsplit(settings.VIRUS_SCANNER)
    if _is_outside(scanner.hostname or ""):
        yield (
            "VIRUS_SCANNER",
            scanner.hostname or "",
            "Its protocol has no TLS: run it beside FIDUS, or in PRIVATE_HOSTS.",
        )
    for name, urls in _asked_outside():
        for url in urls:
            if urlsplit(url).scheme != "https" and _is_outside(urlsplit(url).hostname or ""):
                yield name, urlsplit(url).hostname or "", "Use its https:// address."


def _asked_outside() -> Iterator[tuple[str, Iterable[str]]]:
    yield "RATES_FEED_URL", [settings.RATES_FEED_URL]
    explorers: dict[str, dict[str, Any]] = settings.EXPLORERS
    for network, explorer in explorers.items():
        yield f"The explorer of {network}", explorer["urls"]


def _is_outside(host: str) -> bool:
    """Whether words to `host` leave this machine and the networks that the firm called private."""
    return bool(host) and not (host.startswith("/") or is_here(host) or host in settings.PRIVATE_HOSTS)
