"""Is every part alive? Two addresses for load balancers and people; no login, no secrets, a few milliseconds."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache as once

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from fidus import heartbeats
from fidus.lib import clock
from trading.watch.selectors.inbox import waiting_news

# The worker writes every 5 s, the scheduler every 10 s: one may be missed.
WORKER_SILENT_AFTER, BEAT_SILENT_AFTER, WATCH_SILENT_AFTER, TRADE_SILENT_AFTER = 15.0, 25.0, 25.0, 15.0
# An answer of the mail server may take 30 s.
MAIL_SILENT_AFTER = 60.0
# What is pushed is written within a second; after a death, or a burst, somewhat later.
INBOX_WAITS_AFTER = 60.0
# A message may take a while; and without this part everything works but that people are told of it.
NOTICES_SILENT_AFTER, BESIDES = 60.0, {"notices"}


class NotWell(Exception):
    """A part does not do its work; the message is public."""


@dataclass(frozen=True)
class Health:
    """One part: whether it is well, how long the answer took in milliseconds, and what is known besides."""

    ok: bool
    milliseconds: float
    detail: str


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing behind it is asked."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Every part does its work: 200, or 503 with the part that does not."""
    parts = examine()
    well = all(part.ok for name, part in parts.items() if name not in BESIDES)
    content = {"status": "ok" if well else "failed", "parts": {name: asdict(part) for name, part in parts.items()}}
    return JsonResponse(content, status=200 if well else 503)


def examine() -> dict[str, Health]:
    """Ask each part once."""
    questions = {
        "database": _database,
        "valkey": _valkey,
        "worker": _worker,
        "beat": _beat,
        "watch": _watch,
        "inbox": _inbox,
        "trade": _trade,
        "notices": _notices,
    }
    if settings.SIGNAL_MAIL_HOST:
        questions["mail"] = _mail
    return {name: _ask(question) for name, question in questions.items()}


def _ask(question: Callable[[], str]) -> Health:
    began = time.perf_counter()
    try:
        ok, detail = True, question()
    except NotWell as error:
        ok, detail = False, str(error)
    except Exception as error:  # noqa: BLE001 - whatever a part does wrong is an answer, and drivers' messages name hosts and users
        ok, detail = False, f"cannot be reached ({type(error).__name__})"
    return Health(ok, round((time.perf_counter() - began) * 1000, 1), detail)


def _database() -> str:
    missing = _known_migrations() - MigrationRecorder(connection).applied_migrations().keys()
    if missing:
        raise NotWell(f"{len(missing)} migrations are not applied: run manage.py migrate")
    return "all migrations applied"


@once
def _known_migrations() -> frozenset[tuple[str, str]]:
    # What is on the disk does not change under a running process.
    return frozenset(MigrationLoader(None).disk_migrations)


def _valkey() -> str:
    cache.set("health", 1, 60)
    if cache.get("health") != 1:
        raise NotWell("does not give back what was written")
    return "writes and reads"


def _worker() -> str:
    found = heartbeats.ages("worker", "task")
    _fresh(found["worker"], WORKER_SILENT_AFTER)
    return "no task done yet" if found["task"] is None else f"last heartbeat task {found['task']:.0f} s ago"


def _beat() -> str:
    age = _fresh(heartbeats.ages("beat")["beat"], BEAT_SILENT_AFTER)
    return f"last sent a task {age:.0f} s ago"


def _watch() -> str:
    age = _fresh(heartbeats.ages("watch")["watch"], WATCH_SILENT_AFTER)
    return f"last wrote or waited {age:.0f} s ago"


def _mail() -> str:
    # Whether it reaches the mailbox is shown where doors are: no web server is worse for it.
    age = _fresh(heartbeats.ages("mail")["mail"], MAIL_SILENT_AFTER)
    return f"last read or waited {age:.0f} s ago"


def _trade() -> str:
    age = _fresh(heartbeats.ages("trade")["trade"], TRADE_SILENT_AFTER)
    return f"last looked for orders {age:.0f} s ago"


def _notices() -> str:
    age = _fresh(heartbeats.ages("notices")["notices"], NOTICES_SILENT_AFTER)
    return f"last looked {age:.0f} s ago"


def _inbox() -> str:
    waiting = waiting_news()
    age = 0.0 if waiting.oldest is None else (clock.now() - waiting.oldest).total_seconds()
    said = f"{waiting.messages} pushed news wait to be written, the oldest for {age:.0f} s"
    if age > INBOX_WAITS_AFTER:
        raise NotWell(said)
    return said


def _fresh(age: float | None, limit: float) -> float:
    if age is None:
        raise NotWell("has given no sign of life")
    if age > limit:
        raise NotWell(f"last sign of life {age:.0f} s ago")
    return age
