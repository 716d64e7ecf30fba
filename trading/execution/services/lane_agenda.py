"""When one account's sender looks at its broker of itself: to compare all orders, and for trades still to be told."""

from __future__ import annotations

import time
from collections.abc import Sequence

from trading.orders.models import Instruction
from trading.orders.services.take_words import Taken

# Trades may be told somewhat later than the order's state; after these looks they are the next comparison's.
FILLS_AFTER = (0.25, 1.0, 3.0, 10.0)


class Agenda:
    """Seconds are of the monotonic clock."""

    def __init__(self) -> None:
        self._compare_at: float | None = None
        self._collect_at: float | None = None
        self._lacking: dict[int, Instruction] = {}
        self._collected = 0

    def compare_in(self, seconds: float) -> None:
        """At the latest; earlier where that was wanted already."""
        at = time.monotonic() + seconds
        self._compare_at = at if self._compare_at is None else min(at, self._compare_at)

    def begin_comparing(self) -> bool:
        """Whether it is time; asked again it is not, until somebody wants another comparison."""
        if self._compare_at is None or time.monotonic() < self._compare_at:
            return False
        self._compare_at = None
        return True

    def begin_collecting(self) -> list[Instruction]:
        """The orders whose trades are to be asked for now; none before it is time."""
        if self._collect_at is None or time.monotonic() < self._collect_at:
            return []
        self._collect_at = None
        return list(self._lacking.values())

    def note(self, taken: Sequence[Taken]) -> None:
        """What a broker told of orders: which of them lack trades that their states speak of."""
        if any(one.changed for one in taken):
            self._collected = 0
        for one in taken:
            self._lacking.pop(one.instruction.pk, None)
            if one.instruction.told_filled > one.instruction.filled:
                self._lacking[one.instruction.pk] = one.instruction
        if self._lacking and self._collect_at is None and self._collected < len(FILLS_AFTER):
            self._collect_at = time.monotonic() + FILLS_AFTER[self._collected]
            self._collected += 1
        elif not self._lacking:
            self._collect_at = None

    def left(self) -> float | None:
        """Seconds until the first of both, if there is any."""
        due = [at for at in (self._compare_at, self._collect_at) if at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None
