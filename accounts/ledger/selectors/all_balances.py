"""Balances of every account at once, for statements of the whole firm."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from accounts.ledger.domain.entries import AccountBalances, KindFlow, MonthMovement
from fidus.lib.money import Money

_DAY = timedelta(days=1)
_ACCOUNTS = """
    select a.id, a.code, a.kind, a.label, a.currency, {sums}
    from ledger_account a join ({amounts}) t on t.account_id = a.id
    group by a.id having {any} order by a.code
"""
# A month that ends on its date needs no days; only the month of a date within it is read by day.
_MONTHS = "select account_id, month as day, true as whole, amount from ledger_month_total where month < %s"
_DAYS = "select account_id, day, false, amount from ledger_day_total where day between %s and %s"
# Totals know nothing of seals, so figures as known then are added up from the legs.
_LEGS_AS_KNOWN = """
    select l.account_id, l.value_on as day, true as whole, l.amount
    from ledger_leg l join ledger_seal s on s.entry_id = l.entry_id
    where l.value_on <= %s and s.number <= %s
"""
_FLOWS = """
    select date_trunc('month', n.value_on)::date, coalesce(o.kind, e.kind), n.currency,
        coalesce(sum(n.net) filter (where (n.net > 0) = (e.reverses_id is null)), 0),
        coalesce(sum(n.net) filter (where (n.net > 0) = (e.reverses_id is not null)), 0)
    from (
        select l.entry_id, l.currency, l.value_on, sum(l.amount) as net
        from ledger_leg l left join ledger_seal s on s.entry_id = l.entry_id
        where l.account_id = any(%s) and l.value_on between %s and %s
            and (%s::bigint is null or s.number <= %s::bigint)
        group by 1, 2, 3 having sum(l.amount) <> 0
    ) n
    join ledger_entry e on e.id = n.entry_id left join ledger_entry o on o.id = e.reverses_id
    group by 1, 2, 3 order by 1, 2, 3
"""


def account_balances(*, dates: Sequence[date], known_at: int | None = None) -> list[AccountBalances]:
    """By code, every account that does not stand at zero at the end of each of `dates`; debit minus credit."""
    sums, parameters = [], []
    for day in dates:
        if known_at is None:
            within = _month_of(day)
            held = "t.whole and t.day < %s or not t.whole and t.day between %s and %s"
            sums.append(f"coalesce(sum(t.amount) filter (where {held}), 0)")
            parameters += [within, within, day]
        else:
            sums.append("coalesce(sum(t.amount) filter (where t.day <= %s), 0)")
            parameters += [day]
    amounts, given = _amounts(dates, known_at)
    query = _ACCOUNTS.format(sums=", ".join(sums), amounts=amounts, any=" or ".join(f"{one} <> 0" for one in sums))
    with connection.cursor() as cursor:
        cursor.execute(query, [*parameters, *given, *parameters])
        rows = cursor.fetchall()
    return [
        AccountBalances(account, code, kind, label, tuple(Money.from_minor(int(minor), currency) for minor in figures))
        for account, code, kind, label, currency, *figures in rows
    ]


def _month_of(day: date) -> date:
    """The first day of the month that is not over at the end of `day`."""
    return (day + _DAY).replace(day=1)


def _amounts(dates: Sequence[date], known_at: int | None) -> tuple[str, list[Any]]:
    if known_at is not None:
        return _LEGS_AS_KNOWN, [max(dates), known_at]
    parts, parameters = [_MONTHS], [max(_month_of(day) for day in dates)]
    # Each month's days once, however many of the dates lie within it.
    ends: dict[date, date] = {}
    for day in dates:
        within = _month_of(day)
        if within <= day:
            ends[within] = max(ends.get(within, day), day)
    for within, end in sorted(ends.items()):
        parts.append(_DAYS)
        parameters += [within, end]
    return " union all ".join(parts), parameters


def flows_by_kind(accounts: Sequence[int], *, start: date, end: date, known_at: int | None = None) -> list[KindFlow]:
    """What came into the accounts together and went out of them, by month and kind of entry.

    What only moves between them is no flow; a reversal takes off from the kind and the side of what it reverses.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FLOWS, [list(accounts), start, end, known_at, known_at])
        rows = cursor.fetchall()
    return [
        KindFlow(month, kind, Money.from_minor(int(came), currency), Money.from_minor(int(went), currency))
        for month, kind, currency, came, went in rows
    ]


_MONTHLY = """
    select a.code, a.kind, a.label, a.currency, date_trunc('month', t.day)::date, sum(t.amount)
    from ledger_account a join ({amounts}) t on t.account_id = a.id
    where a.kind = any(%s) group by a.id, 5 having sum(t.amount) <> 0 order by a.code, 5
"""


def monthly_movements(kinds: Sequence[str], *, end: date, known_at: int | None = None) -> list[MonthMovement]:
    """What moved on each account of these kinds in each month, the last one up to `end` only."""
    amounts, parameters = _amounts([end], known_at)
    with connection.cursor() as cursor:
        cursor.execute(_MONTHLY.format(amounts=amounts), [*parameters, list(kinds)])
        rows = cursor.fetchall()
    return [
        MonthMovement(code, kind, label, month, Money.from_minor(int(minor), currency))
        for code, kind, label, currency, month, minor in rows
    ]
