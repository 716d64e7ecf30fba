"""By the broker's day: what trades made of accounts, and what cash came and went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection

# Server time is held as if it were UTC, so the broker's day is the day in UTC.
_CHANGES = """
select day, sum(result), sum(greatest(cash, 0)), sum(-least(cash, 0)) from (
    select (dealt_at at time zone 'UTC')::date as day, profit + swap + commission + fee as result, 0::numeric as cash
      from trading_deal
     where account_id = any(%(accounts)s) and dealt_at >= %(start)s and dealt_at < %(end)s
    union all
    select (operated_at at time zone 'UTC')::date, 0, amount
      from trading_cashoperation
     where account_id = any(%(accounts)s) and operated_at >= %(start)s and operated_at < %(end)s and in_balance
) moved group by day order by day
"""
_FLOWS = """
select account_id, (operated_at at time zone 'UTC')::date as day, sum(amount)
  from trading_cashoperation
 where account_id = any(%(accounts)s) and operated_at >= %(start)s and operated_at < %(end)s and in_balance
 group by 1, 2 order by 2, 1
"""
_FIRST = """
select least(
    (select min(dealt_at) from trading_deal where account_id = any(%(accounts)s)),
    (select min(operated_at) from trading_cashoperation where account_id = any(%(accounts)s))
)
"""


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day of all accounts asked for; deposits, credits and corrections are flows, never a result."""

    on: date
    result: Decimal
    paid_in: Decimal
    paid_out: Decimal  # positive


@dataclass(frozen=True, slots=True)
class DayFlow:
    """Cash that came to (positive) or left one account on a day."""

    account: int
    on: date
    amount: Decimal


def day_changes(accounts: Iterable[int], *, start: date, end: date) -> list[DayChange]:
    """In order, the days from `start` to `end` on which anything happened. One query."""
    return [DayChange(*row) for row in _rows(_CHANGES, accounts, start, end)]


def day_flows(accounts: Iterable[int], *, start: date, end: date) -> list[DayFlow]:
    """In order of days, each account's own. One query."""
    return [DayFlow(*row) for row in _rows(_FLOWS, accounts, start, end)]


def first_day(accounts: Iterable[int]) -> date | None:
    """Of the first deal or cash operation; None where there is neither."""
    ((first,),) = _rows(_FIRST, accounts, date.min, date.min)
    return None if first is None else first.astimezone(UTC).date()


def _rows(query: str, accounts: Iterable[int], start: date, end: date) -> list[tuple]:
    given = {"accounts": list(accounts), "start": _midnight(start), "end": _midnight(end + timedelta(days=1))}
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchall()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
