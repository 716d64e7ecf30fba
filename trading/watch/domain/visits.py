"""What came of a visit, and what that means for the account's next turn. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trading.brokers.base import (
    BrokerError,
    LoginRefused,
    Refused,
    Throttled,
    WrongAccount,
)
from trading.watch.domain.pace import Failure, Pace, after_failure, after_visit, interval, is_lost
from trading.watch.domain.sighting import Sighting
from trading.watch.domain.watch_states import NEXT, REFUSED, WATCHING

LONGEST_WORDS, LONGEST_CODE = 500, 60


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a visit brought nothing; `seconds` is how long the broker asks us to wait, if it does."""

    kind: Failure
    code: str
    words: str
    seconds: float | None = None


def failed_by(error: Exception) -> Failed:
    """What a broker's error means; anything else is a fault of ours, of which only the name is told."""
    if not isinstance(error, BrokerError):
        return Failed(Failure.UNEXPECTED, type(error).__name__, "the visit failed in an unexpected way; see the log")
    kind = Failure.NOT_SENT
    if isinstance(error, Throttled):
        kind = Failure.THROTTLED
    elif isinstance(error, WrongAccount):
        kind = Failure.WRONG_ACCOUNT
    elif isinstance(error, LoginRefused):
        kind = Failure.LOGIN_REFUSED
    elif isinstance(error, Refused):
        kind = Failure.REFUSED
    seconds = error.seconds if isinstance(error, Throttled) else None
    return Failed(kind, error.code[:LONGEST_CODE], str(error)[:LONGEST_WORDS] or kind.value, seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where a watch stands when its visit ends."""

    state: str
    failures: int
    failure_kind: str
    tried_since: datetime  # the newest visit that succeeded, or when the account was connected
    unreachable_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTurn:
    """`wait` is counted in seconds from the visit's beginning if it succeeded, and from its end if not."""

    state: str
    failures: int
    wait: float
    interval: float
    news: frozenset[str] = frozenset()


LOST, FOUND, LOGIN_REFUSED = "lost", "found", "login refused"


def after_sighting(turn: Turn, seen: Sighting, pace: Pace, share: float) -> NextTurn:
    every = interval(pace, positions=len(seen.positions), orders=len(seen.orders))
    state = NEXT[REFUSED, "answer"] if turn.state == REFUSED else turn.state
    news = frozenset({FOUND}) if turn.unreachable_since is not None else frozenset()
    return NextTurn(state=state, failures=0, wait=after_visit(every, share), interval=every, news=news)


def after_failed(turn: Turn, failed: Failed, now: datetime, share: float, every: float) -> NextTurn:
    """A refused login counts its own row; so does everything else together."""
    refused = failed.kind is Failure.LOGIN_REFUSED
    was_refused = turn.failure_kind == Failure.LOGIN_REFUSED
    in_a_row = turn.failures + 1 if refused == was_refused else 1
    news = set()
    state = turn.state
    if refused and turn.state in {WATCHING, REFUSED}:
        state = NEXT[turn.state, "refuse login"]
        news |= {LOGIN_REFUSED} if turn.state == WATCHING else set()
    silent = (now - turn.tried_since).total_seconds()
    # That a day's login is over, or a secret missing, stands at the connection: nothing is lost.
    reachable = failed.kind is not Failure.NOT_CONNECTED
    if reachable and turn.unreachable_since is None and is_lost(in_a_row, silent):
        news.add(LOST)
    wait = after_failure(failed.kind, in_a_row, share, told=failed.seconds)
    return NextTurn(state=state, failures=in_a_row, wait=wait, interval=every, news=frozenset(news))
