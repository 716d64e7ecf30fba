"""What protects an entry, where the broker does not keep stop and target together itself: which orders there should be.

It is asked anew whenever something of the family has changed, and answers from what stands: a race, a restart or a
lost answer changes when it is asked, never what it answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trading.brokers.facts import Side

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The newest stop or target of an entry. `traded` is what it and those before it have traded, `filled` its own.

    `resizing`: another volume was asked for already; `leaving`: it is being cancelled.
    """

    id: int
    volume: Decimal
    filled: Decimal
    traded: Decimal
    is_open: bool
    resizing: bool = False
    leaving: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    purpose: str
    volume: Decimal
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Resize:
    id: int
    volume: Decimal


@dataclass(frozen=True, slots=True)
class Leave:
    id: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """`beyond` was traded more than the entry; where that is zero, a guard ended and nothing stands in its place."""

    purpose: str
    beyond: Decimal = NOTHING


Duty = Place | Resize | Leave | Alarm


def duties(*, filled: Decimal, reduced: Decimal, wanted: Sequence[str], guards: dict[str, Guard]) -> list[Duty]:
    """`filled` of the entry, `reduced` of it by other orders since; `wanted` are the purposes that it shall have."""
    traded = sum((guard.traded for guard in guards.values()), NOTHING)
    left = filled - reduced - traded
    found: list[Duty] = []
    for purpose in wanted:
        guard = guards.get(purpose)
        if guard is None:
            if left > 0:
                found.append(Place(purpose, left))
        elif guard.is_open:
            found += _for_open(guard, left)
        elif left > 0 and guard.resizing:
            found.append(Place(purpose, left, guard.id))
        elif left > 0 and guard.filled < guard.volume:
            found.append(Alarm(purpose))
    if traded > filled:
        found.append(Alarm("", traded - filled))
    return found


def _for_open(guard: Guard, left: Decimal) -> list[Duty]:
    if guard.leaving:
        return []
    if left <= 0:
        return [Leave(guard.id)]
    should = left + guard.filled
    return [Resize(guard.id, should)] if should != guard.volume and not guard.resizing else []


def shares_of_reductions(filled: Sequence[Decimal], reduced: Decimal) -> list[Decimal]:
    """How much of each entry, oldest first, was given back by orders that reduce: first in, first out."""
    shares = []
    for volume in filled:
        share = min(volume, reduced)
        shares.append(share)
        reduced -= share
    return shares


def level(side: Side, base: Decimal, offset: Decimal, *, purpose: str, tick: Decimal | None) -> Decimal:
    """The price so far from `base` that a stop loses, or a target wins, `offset`; on the instrument's steps."""
    up = (side is Side.BUY) == (purpose == "target")
    price = base + offset if up else base - offset
    return price if not tick else (price / tick).to_integral_value() * tick
