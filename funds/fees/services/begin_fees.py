"""Begin the fees of investments that come under an accruing schedule for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from funds.domain.investment_states import HOLDING
from funds.fees.models import FeeSchedule
from funds.fees.selectors.schedules import ScheduleBook

# What the first day depends on. Who has no schedule of their own is anybody: 0.
_FACTS = ("product_id", "currency", "whose", "opened_on", "funded_on")
_NEW = """
    select i.id, t.product_id, i.currency, i.opened_on, i.funded_on,
        case when i.client_id = any(%(own)s::bigint[]) then i.client_id else 0 end as whose
    from funds_investment i join funds_termsversion t on t.id = i.terms_id
    where i.state = any(%(holding)s) and i.funded_on <= %(as_of)s and i.opened_on is not null
        and t.product_id = any(%(products)s)
        and not exists (select from fees_feestanding s where s.investment_id = i.id)
"""
_KINDS = f"select distinct {', '.join(_FACTS)} from ({_NEW}) n"  # noqa: S608
# Two nights at once begin an investment once.
_BEGIN = f"""
    insert into fees_feestanding (investment_id, started_on, accrued_through, parts)
    select n.id, k.started_on, k.started_on, 0
    from ({_NEW}) n
    join unnest(%(product_id)s::bigint[], %(currency)s::text[], %(whose)s::bigint[], %(opened_on)s::date[],
        %(funded_on)s::date[], %(started_on)s::date[]) as k({", ".join(_FACTS)}, started_on)
        using ({", ".join(_FACTS)})
    order by n.id
    on conflict do nothing
"""  # noqa: S608


def begin_fees(book: ScheduleBook, *, as_of: date) -> None:
    """A standing from the first day on which the money was here and a schedule let a fee grow, up to `as_of`."""
    schedules = [schedule for schedule in book.accruing if schedule.valid_from <= as_of]
    given = {
        "own": book.own_clients,
        "holding": list(HOLDING),
        "as_of": as_of,
        "products": sorted({schedule.product_id for schedule in schedules}),
    }
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, given)
        found = [(*facts, _start(book, schedules, facts, as_of)) for facts in cursor.fetchall()]
        if rows := [row for row in found if row[-1] is not None]:
            names = (*_FACTS, "started_on")
            columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
            cursor.execute(_BEGIN, {**given, **columns})


def _start(
    book: ScheduleBook, schedules: Sequence[FeeSchedule], facts: tuple[int, str, int, date, date], as_of: date
) -> date | None:
    """Fees are those of the days after it; None: no schedule lets anything grow."""
    product, currency, whose, opened_on, funded_on = facts
    of_fund = [schedule for schedule in schedules if (schedule.product_id, schedule.currency) == (product, currency)]
    days = {funded_on, *(schedule.valid_from for schedule in of_fund)}
    for day in sorted(day for day in days if funded_on <= day <= as_of):
        schedule = book.under(product, currency, whose, opened_on, day)
        if schedule is not None and schedule.accrues:
            return day
    return None
