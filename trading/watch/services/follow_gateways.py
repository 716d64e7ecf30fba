"""Open and close the breakers of lines by what visits over them came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from accounts.trail.api import record
from fidus.lib import clock
from trading.watch.domain.breaker import Breaker, after_all
from trading.watch.domain.breaker_states import CLOSED, OPEN
from trading.watch.domain.pace import Failure
from trading.watch.domain.visits import Failed
from trading.watch.events import GatewayFound, GatewayLost, subject_of_line
from trading.watch.models import GatewayHealth, Watch

# A line that answers is written down this often; anything else at once.
ANSWERED_EVERY = timedelta(seconds=10)


def follow_gateways(visits: Mapping[str, Sequence[Failed | None]]) -> None:
    """By line, what its visits came to, in order: None for one that succeeded. In the caller's transaction."""
    now = clock.now()
    held = {health.pk: health for health in GatewayHealth.objects.filter(pk__in=visits)}
    eventful = [
        line for line, results in visits.items() if line in held and (any(results) or not _is_quiet(held[line], now))
    ]
    for health in GatewayHealth.objects.select_for_update(no_key=True).filter(pk__in=eventful).order_by("pk"):
        _follow(health, visits[health.pk])


def _is_quiet(health: GatewayHealth, now: datetime) -> bool:
    """Nothing is wrong, and an answer was written down a moment ago."""
    fresh = health.answered_at is not None and now - health.answered_at < ANSWERED_EVERY
    return fresh and health.state == CLOSED and not health.failures


def _follow(health: GatewayHealth, results: Sequence[Failed | None]) -> None:
    now = clock.now()
    before = Breaker(health.state, health.failures, health.openings)
    after = after_all(before, [None if result is None else result.kind for result in results])
    failed = [result for result in results if result is not None and result.kind is Failure.NOT_SENT]
    health.state, health.failures, health.openings = after.state, after.failures, after.openings
    if failed:
        health.words = failed[-1].words
    if not after.failures:
        health.answered_at = now
    if after.state == OPEN and (before.state != OPEN or health.opened_at is None):
        health.again_at = now + timedelta(seconds=after.pause)
        if before.openings == 0:
            health.opened_at = now
            _tell_lost(health)
    if before.openings and not after.openings:
        _tell_found(health)
        health.opened_at = health.again_at = None
        # Their own pauses were about the gateway, too: now they are as due as all others. Who is being written right
        # now gives its next turn itself.
        paused = Watch.objects.filter(line=health, failure_kind=Failure.NOT_SENT, due_at__gt=now)
        Watch.objects.filter(pk__in=list(paused.select_for_update(skip_locked=True))).update(due_at=now)
    health.save()


def _tell_lost(health: GatewayHealth) -> None:
    event = GatewayLost(subject=subject_of_line(health.pk), client=None, line=health.pk, words=health.words)
    record(event, by=None)


def _tell_found(health: GatewayHealth) -> None:
    lost_at = health.opened_at.isoformat() if health.opened_at else ""
    record(GatewayFound(subject=subject_of_line(health.pk), client=None, line=health.pk, lost_at=lost_at), by=None)
