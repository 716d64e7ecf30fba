"""Management fees of the days up to a date, on what the client had at the end of the day before each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.fees.domain.fee_terms import ManagementBase
from funds.fees.domain.management import day_parts, rounded
from funds.fees.models import FeeSchedule, FeeStanding
from funds.fees.selectors.charged import management_charged
from funds.fees.selectors.schedules import ScheduleBook, schedule_book
from funds.models import Investment, Reduction
from funds.selectors.obligations import obligation_history

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Growth:
    """One investment whose management fee grows: what a night needs of it and no more."""

    investment: int
    started_on: date
    parts: int
    client: int
    product: int
    currency: str
    opened_on: date
    principal_minor: int
    reduced_minor: int | None


def growths(standings: QuerySet[FeeStanding]) -> list[Growth]:
    """The rows of `standings`, without a model for each: a night may have a million of them."""
    return [
        Growth(investment, started_on, int(parts), *agreed)
        for investment, started_on, parts, *agreed in standings.values_list(
            "pk", "started_on", "parts", "investment__client_id", "investment__terms__product_id",
            "investment__currency", "investment__opened_on", "investment__principal_minor", "investment__reduced_minor",
        )
    ]  # fmt: skip


def days_between(after: date, until: date) -> list[date]:
    """The days after `after` up to `until`."""
    return [after + _DAY * place for place in range(1, (until - after).days + 1)]


def parts_by_day(growing: Sequence[Growth], book: ScheduleBook, days: Sequence[date]) -> list[list[int]]:
    """For each of `growing`, the parts that each of `days` adds. Two queries at most, however many there are."""
    under = [[book.under(one.product, one.currency, one.client, one.opened_on, day) for day in days] for one in growing]
    principals = _principals([one for one in growing if one.reduced_minor is not None])
    on_value = [one.investment for one, schedules in zip(growing, under, strict=True) if any(map(_on_value, schedules))]
    values = _values(on_value, days)
    return [
        [
            0
            if schedule is None or not schedule.management_rate
            else day_parts(
                values[one.investment][place] if _on_value(schedule) else _left(one, principals, day - _DAY),
                schedule.management_rate,
                DayCount(schedule.day_count),
                one.started_on,
                day,
            )
            for place, (day, schedule) in enumerate(zip(days, schedules, strict=True))
        ]
        for one, schedules in zip(growing, under, strict=True)
    ]


def _on_value(schedule: FeeSchedule | None) -> bool:
    return schedule is not None and schedule.management_base == ManagementBase.VALUE and schedule.management_rate > 0


def _principals(reduced: Sequence[Growth]) -> dict[int, list[tuple[date, int]]]:
    """By investment id, what left the principal at the end of which day, negative where it came back."""
    found: dict[int, list[tuple[date, int]]] = {one.investment: [] for one in reduced}
    rows = Reduction.objects.filter(investment__in=list(found)) if found else Reduction.objects.none()
    for investment, day, minor in rows.values_list("investment", "effective_on", "principal_minor"):
        found[investment].append((day, minor))
    return found


def _left(one: Growth, reductions: dict[int, list[tuple[date, int]]], day: date) -> int:
    """The principal at the end of `day`, in minor units."""
    if one.reduced_minor is None:
        return one.principal_minor
    return one.principal_minor - sum(minor for on, minor in reductions[one.investment] if on <= day)


def _values(investments: Iterable[int], days: Sequence[date]) -> dict[int, list[int]]:
    """By investment id, the value at the end of the day before each of `days`, in minor units."""
    held = list(Investment.objects.filter(pk__in=list(investments))) if investments else []
    history = obligation_history(held, dates=[day - _DAY for day in days]) if held else {}
    return {investment: [owed.total.minor for owed in line] for investment, line in history.items()}


def management_due(investment: Investment, *, as_of: date) -> Money:
    """The management fee to the end of `as_of` that is not charged yet, worked out beyond the last night."""
    zero = Money.zero(investment.currency)
    standing = FeeStanding.objects.filter(investment=investment)
    accrued_through = standing.values_list("accrued_through", flat=True).first()
    if accrued_through is None:
        return zero
    (growing,) = growths(standing)
    parts = growing.parts
    if days := days_between(accrued_through, as_of):
        parts += sum(parts_by_day([growing], schedule_book(), days)[0])
    return max(rounded(parts, investment.currency) - management_charged([investment])[investment.pk], zero)
