"""What a deal earns: which agreement is the most specific, which sides count, and from how long a position on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

_PATTERN = re.compile(r"[A-Za-z0-9._#!+&/-]{1,40}\*?|\*")


class Counting(StrEnum):
    """Which side of a position counts; a deal that turns a position round is both sides at once."""

    ENTRY = "entry"
    EXIT = "exit"
    HALF = "half"
    SIDES = "sides"


IN_WORDS = {
    Counting.ENTRY: "When a position is opened",
    Counting.EXIT: "When a position is closed",
    Counting.HALF: "Half when it is opened, half when it is closed",
    Counting.SIDES: "In full on each side",
}

_NONE, _HALF, _ONE, _TWO = Decimal(0), Decimal("0.5"), Decimal(1), Decimal(2)
_SHARES: dict[Counting, tuple[Decimal, Decimal, Decimal]] = {
    Counting.ENTRY: (_ONE, _NONE, _ONE),
    Counting.EXIT: (_NONE, _ONE, _ONE),
    Counting.HALF: (_HALF, _HALF, _ONE),
    Counting.SIDES: (_ONE, _ONE, _TWO),
}


def share_of(counting: Counting, direction: str) -> Decimal:
    """How many times a lot of a deal in this direction (in, out, out by, in/out) earns the rate."""
    entry, exit_, both = _SHARES[counting]
    return {"in": entry, "out": exit_, "out by": exit_, "in/out": both}[direction]


def is_pattern(pattern: str) -> bool:
    """A symbol, the beginning of symbols with a star, or a star for all."""
    return _PATTERN.fullmatch(pattern) is not None


def matches(pattern: str, symbol: str) -> bool:
    if pattern.endswith("*"):
        return symbol.startswith(pattern[:-1])
    return symbol == pattern


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose deals an agreement is about: a broker's, or one account's; `account` None is all of the broker's."""

    account: int | None
    pattern: str

    @property
    def specificity(self) -> tuple[bool, bool, int]:
        """An account goes before a broker, a symbol before a beginning, a longer beginning before a shorter."""
        return self.account is not None, not self.pattern.endswith("*"), len(self.pattern)


def most_specific(scopes: Iterable[Scope], *, account: int, symbol: str) -> Scope | None:
    """The one that applies; no two are equally specific, for all beginnings of a symbol differ in length."""
    fitting = [one for one in scopes if one.account in (None, account) and matches(one.pattern, symbol)]
    return max(fitting, key=lambda one: one.specificity, default=None)


@dataclass(frozen=True, slots=True)
class HeldPart:
    """A part of a position: its lots and how long it was held; None while it still stands."""

    lots: Decimal
    held: timedelta | None


def lots_held_long_enough(volume: Decimal, parts: Iterable[HeldPart], minimum: timedelta) -> Decimal:
    """Lots of an opening deal whose part of the position was held at least `minimum`, to eight places.

    For a deal whose minimum is over: what still stands then has been held long enough.
    """
    rows = list(parts)
    whole = sum((part.lots for part in rows), Decimal(0))
    short = sum((part.lots for part in rows if part.held is not None and part.held < minimum), Decimal(0))
    if not whole:
        return _NONE
    return (volume * (whole - short) / whole).quantize(Decimal("1e-8"))
