"""By day: what accounts moved together, and what of it came from outside or went there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from fidus.lib.money import Money

_MOVED = """
    select a.currency, t.day, sum(t.amount)
    from ledger_day_total t join ledger_account a on a.id = t.account_id
    where t.account_id = any(%(accounts)s) and t.day between %(start)s and %(end)s
    group by 1, 2 having sum(t.amount) <> 0 order by 1, 2
"""
# What stands across from an owner's legs in income and expenses is earned or borne; the rest was moved.
_OUTSIDE = """
    with own as materialized (
        select * from unnest(%(accounts)s::bigint[], %(owners)s::bigint[]) as own(account, owner)
    ), touched as materialized (
        select distinct l.entry_id, own.owner
        from ledger_leg l join own on own.account = l.account_id
        where l.account_id = any(%(through)s) and l.value_on between %(start)s and %(end)s
    )
    select t.owner, l.value_on, l.currency, sum(l.amount)
    from touched t join ledger_leg l on l.entry_id = t.entry_id
    join ledger_account a on a.id = l.account_id and a.kind in ('asset', 'liability', 'equity')
    left join own on own.account = l.account_id
    where own.owner is distinct from t.owner
    group by 1, 2, 3 having sum(l.amount) <> 0 order by 2, 1
"""


@dataclass(frozen=True, slots=True)
class OutsideFlow:
    """Positive is money that came to the owner's accounts from outside them, negative what left them."""

    owner: int
    on: date
    amount: Money


def moved_by_day(accounts: Iterable[int], *, start: date, end: date) -> dict[str, dict[date, Money]]:
    """By currency and value date, all the accounts' legs summed, debit minus credit; days without any left out."""
    moved: dict[str, dict[date, Money]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"accounts": list(accounts), "start": start, "end": end})
        for currency, day, minor in cursor.fetchall():
            moved.setdefault(currency, {})[day] = Money.from_minor(int(minor), currency)
    return moved


def outside_flows(owners: Mapping[int, int], *, through: Iterable[int], start: date, end: date) -> list[OutsideFlow]:
    """What came from outside an owner's accounts or went there, by value date; `owners` says whose each account is.

    Looked at are entries with a leg on an account of `through`: accounts that only ever stand across from income and
    expenses, such as accrued interest, need not be among them. A fee or a penalty kept back is none of it: the income
    across from it says that it was borne. An entry may touch several owners only to move money between them.
    """
    given: dict[str, Any] = {
        "accounts": list(owners),
        "owners": list(owners.values()),
        "through": list(through),
        "start": start,
        "end": end,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OUTSIDE, given)
        return [
            OutsideFlow(owner, day, Money.from_minor(int(minor), currency))
            for owner, day, currency, minor in cursor.fetchall()
        ]
