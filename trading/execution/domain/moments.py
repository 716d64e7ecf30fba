"""How long ago something was, by whichever clock says longer."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """By two clocks: a machine that was asleep has a steady clock that did not count it, and a paused one may not know
    the time of day yet."""

    steady: float
    of_day: float

    @classmethod
    def now(cls) -> Moment:
        return cls(time.monotonic(), time.time())

    def seconds(self) -> float:
        return max(time.monotonic() - self.steady, time.time() - self.of_day)
