"""Lines of the log: when in UTC, who asked and from where, and nothing typed that begins another line."""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject

# Whoever knows the rest of such a path may send signals (trading/signals).
_SECRET_PATHS = re.compile(r"(/signals/)[^\s\"'?/]{20,}")
_asking: ContextVar[HttpRequest | None] = ContextVar("asking", default=None)


class WhoAsks:
    """Middleware that lets every line written while a request is answered say whose it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = _asking.set(request)
        try:
            return self._get_response(request)
        finally:
            _asking.reset(before)


class OneLine(logging.Formatter):
    """A record is one line; what a traceback adds stands below it, indented."""

    converter = time.gmtime  # type: ignore[assignment]
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        record.who = _who(getattr(record, "request", None) or _asking.get())
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        record.message = _plain(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        """An exception may say what somebody typed: none of its lines looks like a record."""
        return "\n".join(f"    {_plain(line)}" for line in super().formatException(ei).splitlines())


class WithoutSecrets(logging.Formatter):
    """The web server's own log of paths (fidus/stack/web_log.json)."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        return _SECRET_PATHS.sub(r"\1...", super().formatMessage(record))


def _plain(text: str) -> str:
    text = _SECRET_PATHS.sub(r"\1...", text)
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _who(request: Any) -> str:
    """Only what is known already: a line in the log must not ask the database, which may be what failed."""
    found = getattr(request, "__dict__", {})
    if "META" not in found:
        return ""
    user = found.get("_cached_user", found.get("user"))
    number = None if isinstance(user, LazyObject) else getattr(user, "pk", None)
    return f" [user {number or 'nobody'}, {_plain(found['META'].get('REMOTE_ADDR', 'no address'))}]"
