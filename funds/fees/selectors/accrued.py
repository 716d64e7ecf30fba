"""Management fees of the days up to a date, from what the ledger says was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.fees.domain.fee_terms import ManagementBase
from funds.fees.domain.management import day_parts, rounded
from funds.fees.models import FeeStanding
from funds.fees.selectors.charged import management_charged
from funds.fees.selectors.schedules import ScheduleBook, schedule_book
from funds.models import Investment
from funds.selectors.obligations import Obligation, obligation_history

_DAY = timedelta(days=1)


def days_between(after: date, until: date) -> list[date]:
    """The days after `after` up to `until`."""
    return [after + _DAY * place for place in range(1, (until - after).days + 1)]


def parts_of_days(
    standing: FeeStanding,
    book: ScheduleBook,
    days: Sequence[date],
    owed: Sequence[Obligation],
) -> list[int]:
    """The parts that each of `days` adds; `owed` is the obligation at the end of the day before each."""
    investment, parts = standing.investment, []
    for day, held in zip(days, owed, strict=True):
        schedule = book.of(investment, day)
        if schedule is None or not schedule.management_rate:
            parts.append(0)
            continue
        base = held.principal if schedule.management_base == ManagementBase.PRINCIPAL else held.total
        day_count = DayCount(schedule.day_count)
        parts.append(day_parts(base, schedule.management_rate, day_count, standing.started_on, day))
    return parts


def management_due(investment: Investment, *, as_of: date) -> Money:
    """The management fee to the end of `as_of` that is not charged yet, worked out beyond the last night."""
    zero = Money.zero(investment.currency)
    standing = FeeStanding.objects.filter(investment=investment).first()
    if standing is None:
        return zero
    standing.investment = investment
    parts = int(standing.parts)
    days = days_between(standing.accrued_through, as_of)
    if days:
        owed = obligation_history([investment], dates=[day - _DAY for day in days])[investment.pk]
        parts += sum(parts_of_days(standing, schedule_book(), days, owed))
    return max(rounded(parts, investment.currency) - management_charged([investment])[investment.pk], zero)
