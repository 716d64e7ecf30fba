"""Management fees of the days up to a date, on what the client had at the end of the day before each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.fees.domain.fee_terms import ManagementBase
from funds.fees.domain.management import day_rate, rounded
from funds.fees.models import FeeStanding
from funds.fees.selectors.charged import management_charged
from funds.fees.selectors.schedules import ScheduleBook, schedule_book
from funds.models import Investment
from funds.selectors.obligations import value_sql

_DAY = timedelta(days=1)
# What a day's fee depends on besides its base. Who has no schedule of their own is anybody: 0.
_FACTS = "product_id, currency, whose, opened_on, started_on"
# Standings s of investments i whose fees grow, with all that a night needs of them.
GROWING = """
    select s.investment_id, s.started_on, i.opened_on, t.product_id, i.currency, i.principal_minor, i.reduced_minor,
        case when i.client_id = any(%(own)s::bigint[]) then i.client_id else 0 end as whose
    from fees_feestanding s
    join funds_investment i on i.id = s.investment_id
    join funds_termsversion t on t.id = i.terms_id
"""
_ONE = f"({GROWING} where s.investment_id = %(investment)s)"
# Whole numbers throughout: nothing is rounded. A base below zero bears no fee.
_GROWN = f"""
    select g.investment_id, sum(r.rate * greatest(0, case
        when r.on_value then (select {value_sql("(r.night - 1)")} from funds_investment i where i.id = g.investment_id)
        when g.reduced_minor is null then g.principal_minor
        else g.principal_minor - (
            select coalesce(sum(d.principal_minor), 0) from funds_reduction d
            where d.investment_id = g.investment_id and d.effective_on < r.night
        ) end)) as parts
    from {{growing}} g
    join unnest(%(product_id)s::bigint[], %(currency)s::text[], %(whose)s::bigint[], %(opened_on)s::date[],
        %(started_on)s::date[], %(night)s::date[], %(rate)s::numeric[], %(on_value)s::boolean[])
        as r({_FACTS}, night, rate, on_value) using ({_FACTS})
    group by g.investment_id
"""  # noqa: S608


@dataclass(frozen=True)
class Growth:
    """`query` yields investment_id and parts; `given` are its parameters."""

    query: str
    given: dict[str, Any]


def growth(book: ScheduleBook, days: Sequence[date], *, growing: str, given: Mapping[str, Any]) -> Growth:
    """What `days` add to the fees of `growing`: a table, or a query in brackets, with the columns of GROWING.

    Which schedule it is, and what part of a year a day is, the domain says once for each combination of facts.
    """
    combinations = _rows(f"select distinct {_FACTS} from {growing} g", given)  # noqa: S608
    rows = [(*facts, day, *_rate(book, day, *facts)) for facts in combinations for day in days]
    names = [*_FACTS.split(", "), "night", "rate", "on_value"]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return Growth(_GROWN.format(growing=growing), {**given, **columns})


def days_between(after: date, until: date) -> list[date]:
    """The days after `after` up to `until`."""
    return [after + _DAY * place for place in range(1, (until - after).days + 1)]


def _rate(
    book: ScheduleBook, day: date, product: int, currency: str, whose: int, opened_on: date, started_on: date
) -> tuple[int, bool]:
    """What a minor unit grows by on `day`, in parts, and whether it is one of the value; else of the principal."""
    schedule = book.under(product, currency, whose, opened_on, day)
    if schedule is None or not schedule.management_rate:
        return 0, False
    rate = day_rate(schedule.management_rate, DayCount(schedule.day_count), started_on, day)
    return rate, schedule.management_base == ManagementBase.VALUE


def _rows(query: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())


def management_due(investment: Investment, *, as_of: date) -> Money:
    """The management fee to the end of `as_of` that is not charged yet, worked out beyond the last night."""
    zero = Money.zero(investment.currency)
    standing = FeeStanding.objects.filter(investment=investment).first()
    if standing is None:
        return zero
    parts, days = int(standing.parts), days_between(standing.accrued_through, as_of)
    if days:
        book = schedule_book()
        more = growth(book, days, growing=_ONE, given={"investment": investment.pk, "own": book.own_clients})
        parts += sum(int(of_one) for _, of_one in _rows(more.query, more.given))
    return max(rounded(parts, investment.currency) - management_charged([investment])[investment.pk], zero)
