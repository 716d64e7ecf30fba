"""The most that an account may hold of an instrument, when what it was seen to hold is older than its newest fills.

Brokers tell positions every half minute or so, and our own fills come in between. Of a fill that was told about the
time of the last look nobody knows whether the look has it already. Looks see fills in the order in which they happened,
so what a look misses is always the last few of them: the most that may be held is with that ending of them that adds
most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Step:
    """A fill: signed volume, whether it closes a position, whether it surely happened after the account was seen."""

    volume: Decimal
    closes: bool
    surely_after: bool


def most_after(steps: Sequence[Decimal], surely: Sequence[bool]) -> Decimal:
    """The greatest sum that the steps may add: all that are surely after, and any ending of those before them."""
    doubtful = sum(1 for sure in surely if not sure)
    certain = sum(steps[doubtful:], ZERO)
    best = total = ZERO
    for step in reversed(steps[:doubtful]):
        total += step
        best = max(best, total)
    return certain + best


@dataclass(slots=True)
class Stock:
    """One instrument of one account: `long` and `short` as seen, fills since in their order, what is out to open.

    `told_up` and `told_down` are what strategies were told as filled, without the fills, and no look may have seen.
    """

    hedging: bool
    long: Decimal = ZERO
    short: Decimal = ZERO
    steps: tuple[Step, ...] = ()
    out_up: Decimal = ZERO
    out_down: Decimal = ZERO
    told_up: Decimal = ZERO
    told_down: Decimal = ZERO

    def held(self) -> tuple[Decimal, Decimal]:
        """The most that may be held long and short, without what is out."""
        # Once one is surely after, so are those that follow it.
        steps = sorted(self.steps, key=lambda step: step.surely_after)
        surely = [step.surely_after for step in steps]
        if not self.hedging:
            net, moves = self.long - self.short, [step.volume for step in steps]
            return net + most_after(moves, surely), -net + most_after([-move for move in moves], surely)
        return self.long + most_after([_long(step) for step in steps], surely), self.short + most_after(
            [_short(step) for step in steps], surely
        )

    def held_or_told(self) -> tuple[Decimal, Decimal]:
        """The same with what is told as filled: it is out as well, so limits do not count it here."""
        up, down = self.held()
        return up + self.told_up, down + self.told_down

    def most(self) -> tuple[Decimal, Decimal]:
        """The same with all that is out filled; of a net position one of the two may be below zero."""
        up, down = self.held()
        return up + self.out_up, down + self.out_down

    def gross(self) -> tuple[Decimal, Decimal]:
        """Long and short as they count against what a broker may hold: of a net position the larger alone."""
        up, down = self.most()
        if self.hedging:
            return max(up, ZERO), max(down, ZERO)
        return (max(up, ZERO), ZERO) if up >= down else (ZERO, max(down, ZERO))


def _long(step: Step) -> Decimal:
    """What a fill does to the long side where both sides are kept: a sell that closes makes it smaller."""
    return step.volume if (step.volume > 0) is not step.closes else ZERO


def _short(step: Step) -> Decimal:
    return -step.volume if (step.volume < 0) is not step.closes else ZERO
