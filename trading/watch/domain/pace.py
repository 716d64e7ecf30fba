"""When an account is visited next: how often while all is well, and how much later after each way of failing.

All durations are seconds. `share` is a number in [0, 1) drawn by the caller: accounts that began together drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Failure(StrEnum):
    """Ways in which a visit brings nothing."""

    NOT_SENT = "not sent"
    THROTTLED = "throttled"
    WRONG_ACCOUNT = "wrong account"
    REFUSED = "refused"
    LOGIN_REFUSED = "login refused"
    NOT_CONNECTED = "not connected"
    NOT_KEPT = "not kept"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Pace:
    """`busy` is the interval while positions or orders are open, `idle` otherwise, `pushed` while pushes come."""

    busy: float = 25.0
    idle: float = 60.0
    pushed: float = 3600.0

    def __post_init__(self) -> None:
        if not 1 <= self.busy <= self.idle <= self.pushed:
            raise ValueError("an account with open positions is visited at least as often as one without")


# First pause and longest one; each failure in a row doubles it.
BACK_OFF: dict[Failure, tuple[float, float]] = {
    Failure.NOT_SENT: (5, 300),
    Failure.THROTTLED: (30, 300),
    Failure.WRONG_ACCOUNT: (10, 300),
    Failure.REFUSED: (60, 3600),
    # Nobody is asked, so it costs nothing: whoever brings back a key, or logs in, is not kept waiting for an hour.
    Failure.NOT_CONNECTED: (60, 300),
    Failure.NOT_KEPT: (30, 900),
    Failure.UNEXPECTED: (30, 900),
}
# Brokers lock logins that are tried again and again: once more, in case they were at work on it, then once a day.
AFTER_LOGIN_REFUSED = (900.0, 86_400.0)
JITTER = 0.15
LOST_AFTER = 120.0
LOST_FAILURES = 3


def interval(pace: Pace, *, positions: int, orders: int) -> float:
    return pace.busy if positions or orders else pace.idle


def after_visit(every: float, share: float) -> float:
    """Never later than `every`: lateness is all that anybody is promised anything about."""
    return every * (1 - JITTER * share)


def after_failure(kind: Failure, in_a_row: int, share: float, *, told: float | None = None) -> float:
    """`in_a_row` counts this one; `told` is how long the broker itself asks us to wait, which is kept to."""
    if in_a_row < 1:
        raise ValueError("a failure counts itself")
    if kind is Failure.LOGIN_REFUSED:
        return AFTER_LOGIN_REFUSED[0 if in_a_row == 1 else 1]
    first, longest = BACK_OFF[kind]
    pause = min(first * 2.0 ** min(in_a_row - 1, 30), longest)
    return max(pause, told or 0.0) * (1 + JITTER * share)


def is_lost(in_a_row: int, silent: float) -> bool:
    """Whether people are told: `silent` is how long ago it was seen, or first tried."""
    return in_a_row >= LOST_FAILURES and silent >= LOST_AFTER
