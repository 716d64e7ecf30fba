"""How far the books are closed, and what was posted since something was looked at."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from accounts.ledger.models import ClosedPeriod, Seal

# What was committed after a seal was the newest: sealed since, or still waiting for its seal.
_SINCE = """
    select count(*) from (
        select entry_id from ledger_seal where number > %s
        union all
        select e.id from ledger_entry e where (e.epoch, e.xid, e.id) > (
            select o.epoch, o.xid, o.id from ledger_seal s join ledger_entry o on o.id = s.entry_id
            order by s.number desc limit 1
        )
        union all
        -- A fresh ledger, in which nothing is sealed yet.
        select id from ledger_entry where not exists (select from ledger_seal)
    ) as found(id) join ledger_entry e using (id)
    where least(e.booked_on, e.value_on) <= %s
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """The books were closed until a date, or re-opened down to one: then there is a reason, and who asked for it."""

    until: date | None
    at: datetime
    by: Any
    reason: str
    asked_by: Any = None


def closed_until() -> date | None:
    """The last day that takes no more entries, None if every day does."""
    newest = ClosedPeriod.objects.first()
    return newest.until if newest else None


def decisions() -> list[Decision]:
    """Every closing and re-opening, the newest first."""
    return [
        Decision(one.until, one.closed_at, one.by, one.reason, one.asked_by)
        for one in ClosedPeriod.objects.select_related("by", "asked_by")
    ]


def newest_seal() -> int:
    """The newest seal's number, 0 if there is none; seals nothing."""
    newest = Seal.objects.values_list("number", flat=True).first()
    return int(newest or 0)


def posted_since(seal: int, *, until: date) -> int:
    """How many entries booked or valued up to `until` were committed after `seal` was the newest."""
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [seal, until])
        (count,) = cursor.fetchone()
    return int(count)


def unsealed_until(until: date) -> int:
    """How many entries booked or valued up to `until` wait for their seal."""
    return posted_since(newest_seal(), until=until)


def first_day() -> date | None:
    """The earliest value date of all, None while nothing is posted."""
    with connection.cursor() as cursor:
        cursor.execute("""
            select min(day) from ledger_day_total
            where day < (select min(month) + interval '1 month' from ledger_month_total)
        """)
        (first,) = cursor.fetchone()
    return first if isinstance(first, date) else None
