"""The firm's cash running down the days ahead: coverage at each horizon, and the first day on which it is short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from fidus.lib.money import Money
from funds.domain.interest import anniversary
from funds.solvency.domain.cash_items import CashItem, CashKind

HORIZONS = (30, 90, 180, 365)


@dataclass(slots=True)
class CashDay:
    """One day with payments: `left` is what remains after everything certain, `left_if_all` if all leave who may."""

    on: date
    items: list[CashItem]
    due: Money
    may_leave: Money
    left: Money
    left_if_all: Money


@dataclass(slots=True)
class CashMonth:
    """A month's sums by kind, and what is left at its end."""

    month: date
    sums: dict[CashKind, Money]
    left: Money
    left_if_all: Money
    days: list[CashDay] = field(default_factory=list)

    @property
    def due(self) -> Money:
        first, *others = (money for kind, money in self.sums.items() if kind.certain)
        for other in others:
            first += other
        return first

    @property
    def may_leave(self) -> Money:
        return self.sums[CashKind.REDEEMABLE]

    @property
    def ends_on(self) -> date:
        return anniversary(self.month, 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Liquid assets as a multiple of what must be paid up to `until`; None where nothing must."""

    until: date
    days: int
    due: Money
    ratio: Decimal | None
    may_leave: Money
    ratio_if_all: Decimal | None


@dataclass(frozen=True, slots=True)
class CashLine:
    """Everything the cash calendar shows, in one currency."""

    as_of: date
    liquid: Money
    months: tuple[CashMonth, ...]
    coverage: tuple[Coverage, ...]
    short_on: date | None
    short_if_all_on: date | None

    @property
    def days(self) -> list[CashDay]:
        return [day for month in self.months for day in month.days]


def cash_line(items: Sequence[CashItem], *, liquid: Money, as_of: date, months: int) -> CashLine:
    """From `as_of` to the end of the month `months` - 1 later; the items are all in the currency of `liquid`.

    If all leave who may, each investment is paid whole at its first window, and owes nothing later.
    """
    currency, first = liquid.currency, as_of.replace(day=1)
    last = anniversary(first, months) - timedelta(days=1)
    by_day: dict[date, list[CashItem]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (item.on, item.kind.value, item.investment)):
        if item.on <= last:
            by_day[item.on].append(item)
    ahead = [_empty(anniversary(first, place), liquid) for place in range(months)]
    left = left_if_all = liquid
    zero, gone = Money.zero(currency), set[str]()
    for on in sorted(by_day):
        month = ahead[(on.year - first.year) * 12 + on.month - first.month]
        due = may_leave = due_if_all = zero
        leaving = {item.investment for item in by_day[on] if item.kind is CashKind.REDEEMABLE} - gone
        for item in by_day[on]:
            month.sums[item.kind] += item.amount
            if item.kind.certain:
                due += item.amount
                # What somebody asked for is not in his claim at a window.
                if item.kind is CashKind.REQUESTED or item.investment not in gone:
                    due_if_all += item.amount
            else:
                may_leave += item.amount
                if item.investment in leaving:
                    due_if_all += item.amount
        gone |= leaving
        left, left_if_all = left - due, left_if_all - due_if_all
        month.days.append(CashDay(on, by_day[on], due, may_leave, left, left_if_all))
    _carry(ahead, liquid)
    days = [day for month in ahead for day in month.days]
    return CashLine(
        as_of,
        liquid,
        tuple(ahead),
        tuple(_coverage(days, liquid, as_of, horizon) for horizon in HORIZONS if as_of + timedelta(horizon) <= last),
        next((day.on for day in days if day.left < zero), None),
        next((day.on for day in days if day.left_if_all < zero), None),
    )


def _empty(month: date, liquid: Money) -> CashMonth:
    zero = Money.zero(liquid.currency)
    return CashMonth(month, dict.fromkeys(CashKind, zero), liquid, liquid)


def _carry(ahead: Iterable[CashMonth], liquid: Money) -> None:
    left = left_if_all = liquid
    for month in ahead:
        if month.days:
            left, left_if_all = month.days[-1].left, month.days[-1].left_if_all
        month.left, month.left_if_all = left, left_if_all


def _coverage(days: Sequence[CashDay], liquid: Money, as_of: date, horizon: int) -> Coverage:
    until = as_of + timedelta(days=horizon)
    reached = [day for day in days if day.on <= until]
    last = reached[-1] if reached else None
    due = liquid - last.left if last else Money.zero(liquid.currency)
    due_if_all = liquid - last.left_if_all if last else due
    return Coverage(until, horizon, due, _ratio(liquid, due), due_if_all, _ratio(liquid, due_if_all))


def _ratio(liquid: Money, due: Money) -> Decimal | None:
    """To four places: a figure to read, not to compute on."""
    return (liquid.amount / due.amount).quantize(Decimal("0.0001")) if due.amount > 0 else None
