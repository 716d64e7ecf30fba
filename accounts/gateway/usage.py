"""How the API is used: counters in Valkey by the hour, which cost no look into the database when calls come in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from valkey.exceptions import ValkeyError

from accounts.gateway.domain.limits import Verdict
from accounts.gateway.limiter import client, is_away
from fidus.lib import clock

KEPT = timedelta(days=8)
TOP = 10


@dataclass
class Hour:
    """One hour: calls by tier, taken and refused, and who made most of them."""

    begins: datetime
    taken: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)


def note(verdict: Verdict, caller: str) -> None:
    """Counts one call; what cannot be counted is not worth anybody's waiting."""
    if is_away():
        return
    now = clock.now()
    hour, what = f"{now:%Y%m%d%H}", "taken" if verdict.allowed else "refused"
    try:
        with _client().pipeline(transaction=False) as together:
            together.hincrby(f"usage:{hour}", f"{verdict.limit.name}:{what}", 1)
            together.expire(f"usage:{hour}", KEPT)
            together.zincrby(f"callers:{now:%Y%m%d}", 1, f"{verdict.limit.name}:{caller}")
            together.expire(f"callers:{now:%Y%m%d}", KEPT)
            together.execute()
    except ValkeyError:
        return


def hours(count: int = 24) -> list[Hour]:
    """The last `count` hours, newest first; ValkeyError while nobody can know."""
    latest = clock.now().replace(minute=0, second=0, microsecond=0)
    wanted = [latest - timedelta(hours=back) for back in range(count)]
    with _client().pipeline(transaction=False) as together:
        for hour in wanted:
            together.hgetall(f"usage:{hour:%Y%m%d%H}")
        found = together.execute()
    return [_read(hour, counted) for hour, counted in zip(wanted, found, strict=True)]


def callers() -> list[tuple[str, str, int]]:
    """Who called most today: tier, "user:7" or "net:192.0.2.7", calls; ValkeyError while nobody can know."""
    rows = _client().zrevrange(f"callers:{clock.now():%Y%m%d}", 0, TOP - 1, withscores=True)
    named = ((name.decode().partition(":"), int(calls)) for name, calls in rows)
    return [(tier, caller, calls) for (tier, _, caller), calls in named]


def note_deprecated(what: str, caller: str) -> None:
    """Counts one call of what is deprecated, for the page that says who still needs it."""
    if is_away():
        return
    day = f"deprecated:{clock.now():%Y%m%d}"
    try:
        with _client().pipeline(transaction=False) as together:
            together.zincrby(day, 1, f"{caller}|{what}")
            together.expire(day, KEPT)
            together.execute()
    except ValkeyError:
        return


def deprecated_calls(days: int = 7) -> list[tuple[str, str, int]]:
    """What is deprecated and was called all the same, by whom, how often; the most frequent first.

    Callers are "program:3", "key:fidus_ab12", "user:7". ValkeyError while nobody can know.
    """
    wanted = [f"deprecated:{clock.now() - timedelta(days=back):%Y%m%d}" for back in range(days)]
    rows = _client().zunion(wanted, withscores=True)
    read = [(name.decode().partition("|"), int(calls)) for name, calls in rows]
    return sorted(((what, caller, calls) for (caller, _, what), calls in read), key=lambda row: -row[2])


def _read(hour: datetime, counted: dict[bytes, bytes]) -> Hour:
    read = Hour(hour)
    for name, calls in counted.items():
        tier, _, what = name.decode().partition(":")
        (read.taken if what == "taken" else read.refused)[tier] = int(calls)
    return read


def _client() -> Any:
    return client()
