"""How turns of visits are told to people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from fidus.lib import clock
from fidus.templatetags.figures import written_age
from fidus.templatetags.parts import badge
from trading.watch.domain.failures import HISTORY, REMARK, meaning_of
from trading.watch.domain.watch_states import REFUSED, RESTING
from trading.watch.models import Watch

# Turns are claimed twice a second; who waits longer has found its line busy.
LATE = timedelta(seconds=5)


def is_visited(watch: Watch, now: datetime) -> bool:
    return watch.leased_until is not None and watch.leased_until > now


def standing_of(watch: Watch) -> SafeString:
    """Its state, and whether all is well with it."""
    if watch.state == RESTING:
        return badge("closed", "Resting")
    if watch.state == REFUSED:
        return badge("failed", "Login refused")
    if watch.unreachable_since is not None:
        return badge("failed", "Lost")
    if watch.failures:
        return badge("waiting", "Failing")
    if (found := meaning_of(watch.failure_kind)) and watch.failure_kind in (HISTORY, REMARK):
        return badge("waiting", found.word)
    return badge("active", "Watched")


def due_in_words(watch: Watch) -> str:
    now = clock.now()
    if watch.state == RESTING:
        return "–"
    if is_visited(watch, now):
        return "being visited"
    if watch.due_at > now:
        return f"in {written_age(watch.due_at - now)}"
    late = now - watch.due_at
    return f"now, since {written_age(late)}" if late >= LATE else "now"
