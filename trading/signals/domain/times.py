"""When a signal is too late, too early, or good; instants are compared with our clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from trading.signals.domain.standard import StandardSignal
from trading.signals.domain.written import BadSignal

# What a sender's clock may go ahead of ours.
AHEAD = timedelta(seconds=60)
LONGEST_VALID = timedelta(days=7)
OLDEST_BAR = timedelta(days=400)


def check_times(signal: StandardSignal, now: datetime) -> None:
    """Raises BadSignal for a signal that was good once, or will be some day."""
    if signal.sent_at is not None and signal.sent_at > now + AHEAD:
        raise BadSignal(f"It says that it was sent in the future: {signal.sent_at:%Y-%m-%d %H:%M:%S} UTC.", "/sent_at")
    if signal.bar_at is not None and not now - OLDEST_BAR <= signal.bar_at <= now + AHEAD:
        raise BadSignal("The bar's time lies in the future, or more than 400 days back.", "/bar_at")
    if signal.valid_until is None:
        return
    if signal.valid_until <= now:
        raise BadSignal(
            f"It came too late: it was good until {signal.valid_until:%Y-%m-%d %H:%M:%S} UTC.", "/valid_until"
        )
    if signal.valid_until > now + LONGEST_VALID:
        raise BadSignal("A signal is good for seven days at most.", "/valid_until")


def good_until(signal: StandardSignal, *, now: datetime, waits_since: datetime, seconds: int) -> datetime:
    """As its developer says, else so many seconds from its coming; raises BadSignal if that was before `now`."""
    until = signal.valid_until or waits_since + timedelta(seconds=seconds)
    if until <= now:
        waited = round((now - waits_since).total_seconds())
        raise BadSignal(f"It came too late: it has waited for {waited} s, and is good for {seconds} s.")
    return until
