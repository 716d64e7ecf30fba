"""Time-weighted return: what money earned, whoever put in or took out how much when.

Between two valuations the return is gain / (value before + flows, each weighted by the part of the time it was there):
Modified Dietz. Paid in counts from the morning of its day, paid out to its evening; so where money is valued on the
evening before it comes in and on the evening it leaves, every weight is 1 or 0 and the return is exact. Linking those
is the true time-weighted return (GIPS 2020, provision 2.A.23 and its guidance on calculation).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

YEAR = 365
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Valuation:
    """What it was worth on the evening of `on`, the day's flows done."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Both positive: all money of a day that came in from outside, and all that went there; one for each day."""

    on: date
    paid_in: Decimal
    paid_out: Decimal

    @property
    def net(self) -> Decimal:
        return self.paid_in - self.paid_out


@dataclass(frozen=True, slots=True)
class IndexPoint:
    """What one unit of money, put in on the first evening, had become on the evening of `on`."""

    on: date
    index: Decimal


@dataclass(frozen=True, slots=True)
class Linked:
    """`estimated` where money moved on a day around which it was not valued, so that Modified Dietz had to weigh it."""

    points: tuple[IndexPoint, ...]
    estimated: bool

    @property
    def total(self) -> Decimal:
        """The return of the whole period as a share, never made into a year's."""
        return self.points[-1].index - ONE

    @property
    def days(self) -> int:
        return (self.points[-1].on - self.points[0].on).days

    @property
    def annual(self) -> Decimal | None:
        """The effective rate a year; None for less than a year, and where everything was lost."""
        if self.days < YEAR or self.points[-1].index <= 0:
            return None
        return self.points[-1].index ** (Decimal(YEAR) / self.days) - ONE


@dataclass(frozen=True, slots=True)
class NoReturn:
    """There is none that can be told; `reason` is a sentence for whoever asked."""

    reason: str


def link(valuations: Sequence[Valuation], flows: Sequence[CashFlow]) -> Linked | NoReturn:
    """From the evening of the first valuation to that of the last; flows of the first day lie before it."""
    if len(valuations) < 2:
        return NoReturn("There is no second valuation to set against the first.")
    ordered = sorted(flows, key=lambda flow: flow.on)
    days = [flow.on for flow in ordered]
    points, estimated, index = [IndexPoint(valuations[0].on, ONE)], False, ONE
    place = bisect_left(days, valuations[0].on)
    while place < len(days) and days[place] == valuations[0].on:
        place += 1
    for before, after in pairwise(valuations):
        begin = place
        while place < len(days) and days[place] <= after.on:
            place += 1
        part = modified_dietz(before, after, ordered[begin:place])
        if isinstance(part, NoReturn):
            return part
        estimated = estimated or any(_is_inside(before.on, after.on, flow) for flow in ordered[begin:place])
        index *= ONE + part
        points.append(IndexPoint(after.on, index))
    return Linked(tuple(points), estimated)


def modified_dietz(before: Valuation, after: Valuation, flows: Sequence[CashFlow]) -> Decimal | NoReturn:
    """The return of one stretch as a share; `flows` are those after the evening of `before`, up to that of `after`."""
    length = (after.on - before.on).days
    gain = after.value - before.value - sum((flow.net for flow in flows), Decimal(0))
    base = before.value + sum((_weighed(flow, after.on, length) for flow in flows), Decimal(0))
    if base <= 0 and before.value == 0:
        # Nothing was there and as much left as came: it still worked while it was there.
        base = sum((flow.paid_in for flow in flows), Decimal(0))
    if not gain:
        return Decimal(0)
    if base <= 0:
        return NoReturn(f"Something was gained or lost up to {after.on:%-d %b %Y} while no money was there to earn it.")
    if gain < -base:
        return NoReturn(f"More than all of the money was lost up to {after.on:%-d %b %Y}; no rate is below -100 %.")
    return gain / base


def _weighed(flow: CashFlow, end: date, length: int) -> Decimal:
    """Money that only passes through on one day, as between two accounts of one firm, is no money that works."""
    net = flow.net
    days = (end - flow.on).days + (1 if net > 0 else 0)
    return net * days / length


def _is_inside(before: date, after: date, flow: CashFlow) -> bool:
    if flow.net == 0:
        return False
    return (flow.on - before).days > 1 if flow.net > 0 else flow.on < after


def nominal_rate(effective: Decimal) -> Decimal:
    """The nominal rate a year which, credited twelve times, makes the `effective` one."""
    return ((ONE + effective) ** (ONE / 12) - ONE) * 12
