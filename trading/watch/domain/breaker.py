"""A gateway that does not answer is spared: nobody asks it for a while, then one visit tries for all.

Durations are seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from trading.watch.domain.breaker_states import CLOSED, HALF_OPEN, NEXT, OPEN
from trading.watch.domain.pace import Failure

TOO_OFTEN = 5
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 120.0

# What says something about the gateway and not about one of its accounts.
OF_THE_GATEWAY = frozenset({Failure.NOT_SENT})


@dataclass(frozen=True, slots=True)
class Breaker:
    """`failures` in a row since the newest answer; `openings` in a row, by which pauses grow."""

    state: str = CLOSED
    failures: int = 0
    openings: int = 0

    @property
    def pause(self) -> float:
        """How long it stays open."""
        return min(FIRST_PAUSE * 2.0 ** min(max(self.openings - 1, 0), 30), LONGEST_PAUSE)

    def room(self, at_once: int) -> int:
        """Visits at a time."""
        return {CLOSED: at_once, HALF_OPEN: 1, OPEN: 0}[self.state]

    def after(self, kind: Failure | None) -> Breaker:
        """After a visit that answered (None) or failed; a refusal is an answer, too."""
        if kind is not None and kind in OF_THE_GATEWAY:
            return self._failed()
        if kind in {Failure.THROTTLED, Failure.UNEXPECTED, Failure.NOT_KEPT, Failure.NOT_CONNECTED}:
            # It says nothing of whether the gateway answers; a trial that ended so is another's to make.
            return self
        state = self.state if self.state == CLOSED else NEXT[self.state, "answer"]
        return Breaker(state)

    def _failed(self) -> Breaker:
        failed = replace(self, failures=self.failures + 1)
        if self.state == HALF_OPEN:
            return replace(failed, state=NEXT[HALF_OPEN, "fail"], openings=self.openings + 1)
        if self.state == CLOSED and failed.failures >= TOO_OFTEN:
            return replace(failed, state=NEXT[CLOSED, "fail too often"], openings=1)
        return failed

    def tried(self) -> Breaker:
        """Its pause is over: one visit may try."""
        return replace(self, state=NEXT[OPEN, "wait long enough"])


def after_all(breaker: Breaker, kinds: Iterable[Failure | None]) -> Breaker:
    """One visit after the other."""
    for kind in kinds:
        breaker = breaker.after(kind)
    return breaker
