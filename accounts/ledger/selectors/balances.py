"""What the ledger holds: balances and movements by value date, as known now or as known when a seal was the newest."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from accounts.ledger.domain.entries import Movement, TrialBalanceLine
from accounts.ledger.errors import UnknownAccount
from fidus.lib.money import Money

# The months before that of the date, and the days of its month.
_AT_END_OF = """
        coalesce((
            select sum(m.amount) from ledger_month_total m
            where m.account_id {of} and m.month < date_trunc('month', {day})::date
        ), 0) + coalesce((
            select sum(t.amount) from ledger_day_total t
            where t.account_id {of} and t.day between date_trunc('month', {day})::date and {day}
        ), 0)"""
_BALANCES = f"""
    select a.id, a.currency, {_AT_END_OF.format(of="= a.id", day="d.day")}
    from unnest(%s::bigint[]) as wanted(id)
    join ledger_account a on a.id = wanted.id
    cross join unnest(%s::date[]) with ordinality as d(day, n)
    order by d.n
"""  # noqa: S608
# Totals know nothing of seals, so figures as known then are added up from the legs.
_BALANCES_AS_KNOWN = """
    select a.id, a.currency, coalesce((
        select sum(l.amount) from ledger_leg l join ledger_seal s on s.entry_id = l.entry_id
        where l.account_id = a.id and l.value_on <= d.day and s.number <= %s
    ), 0)
    from unnest(%s::bigint[]) as wanted(id)
    join ledger_account a on a.id = wanted.id
    cross join unnest(%s::date[]) with ordinality as d(day, n)
    order by d.n
"""
_MOVEMENTS = """
    select e.id, s.number, e.key, e.kind, e.text, e.booked_on, e.value_on, l.account_id, l.amount, l.currency
    from ledger_leg l join ledger_entry e on e.id = l.entry_id left join ledger_seal s on s.entry_id = e.id
    where l.account_id = any(%s)
        and l.value_on between coalesce(%s::date, '-infinity') and coalesce(%s::date, 'infinity')
        and (%s::bigint is null or s.number <= %s::bigint)
    order by l.value_on, e.id, l.position
"""
_TRIAL_BALANCE = """
    select a.id, a.code, a.kind, a.label, a.currency, sum(t.amount)
    from ledger_account a join (
        select account_id, amount from ledger_month_total where month < date_trunc('month', %s::date)::date
        union all
        select account_id, amount from ledger_day_total
        where day between date_trunc('month', %s::date)::date and %s::date
    ) t on t.account_id = a.id
    group by a.id having sum(t.amount) <> 0 order by a.code
"""


def _rows(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def balance_sql(accounts: str, day: str) -> str:
    """For a query over very many: SQL of what several accounts, an array, hold together at the end of a day.

    Debit minus credit, in minor units. Both are constants of the caller's own SQL, never built from input.
    """
    return _AT_END_OF.format(of=f"= any({accounts})", day=day)


def balance_history(
    accounts: Iterable[int], *, dates: Sequence[date], known_at: int | None = None
) -> dict[int, list[Money]]:
    """Each account's balances at the end of each date, debit minus credit; raises UnknownAccount."""
    wanted = list(dict.fromkeys(accounts))
    history: dict[int, list[Money]] = {account: [] for account in wanted}
    if known_at is None:
        rows = _rows(_BALANCES, [wanted, list(dates)])
    else:
        rows = _rows(_BALANCES_AS_KNOWN, [known_at, wanted, list(dates)])
    for account, currency, minor in rows:
        history[account].append(Money.from_minor(int(minor), currency))
    if dates and (missing := [account for account in wanted if not history[account]]):
        raise UnknownAccount(f"there is no account {missing[0]}")
    return history


def balances(accounts: Iterable[int], *, as_of: date, known_at: int | None = None) -> dict[int, Money]:
    """Each account's balance at the end of `as_of`, debit minus credit; raises UnknownAccount."""
    history = balance_history(accounts, dates=[as_of], known_at=known_at)
    return {account: figures[0] for account, figures in history.items()}


def balance(account: int, *, as_of: date, known_at: int | None = None) -> Money:
    """The account's balance at the end of `as_of`, debit minus credit; raises UnknownAccount."""
    return balances([account], as_of=as_of, known_at=known_at)[account]


def movements(
    accounts: Iterable[int], *, start: date | None = None, end: date | None = None, known_at: int | None = None
) -> list[Movement]:
    """The accounts' legs with value from `start` to `end`, both included, by value date and entry."""
    rows = _rows(_MOVEMENTS, [list(accounts), start, end, known_at, known_at])
    return [
        Movement(entry, seal, key, kind, text, booked_on, value_on, account, Money.from_minor(minor, currency))
        for entry, seal, key, kind, text, booked_on, value_on, account, minor, currency in rows
    ]


def trial_balance(*, as_of: date) -> list[TrialBalanceLine]:
    """Every account that does not stand at zero at the end of `as_of`, by code."""
    lines = []
    for account, code, kind, label, currency, minor in _rows(_TRIAL_BALANCE, [as_of, as_of, as_of]):
        debit = Money.from_minor(max(int(minor), 0), currency)
        credit = Money.from_minor(max(-int(minor), 0), currency)
        lines.append(TrialBalanceLine(account, code, kind, label, debit, credit))
    return lines


# A month that ends on its date needs no days; only the month of a date within it is read by day.
_TOTALS = """
    with months as (
        select a.currency, m.month, sum(m.amount) as amount
        from ledger_month_total m join ledger_account a on a.id = m.account_id
        where m.account_id = any(%s) group by 1, 2
    ), dates as (
        select day, n, date_trunc('month', day + 1)::date as within
        from unnest(%s::date[]) with ordinality as d(day, n)
    ), days as materialized (
        select a.currency, d.n, sum(t.amount) as amount
        from dates d join ledger_day_total t on t.day between d.within and d.day and t.account_id = any(%s)
        join ledger_account a on a.id = t.account_id
        group by 1, 2
    )
    select c.currency, d.n,
        coalesce((select sum(amount) from months m where m.currency = c.currency and m.month < d.within), 0)
            + coalesce((select amount from days t where t.currency = c.currency and t.n = d.n), 0)
    from (select distinct currency from months) c cross join dates d
    order by d.n
"""


def total_history(accounts: Iterable[int], *, dates: Sequence[date]) -> dict[str, list[Money]]:
    """By currency, the sum of all the accounts' balances at the end of each date, debit minus credit."""
    wanted = list(accounts)
    history: dict[str, list[Money]] = {}
    for currency, _, minor in _rows(_TOTALS, [wanted, list(dates), wanted]):
        history.setdefault(currency, []).append(Money.from_minor(int(minor), currency))
    return history


_BALANCES_AND_TOTALS = f"""
    select id, currency, 0 as n, amount from ({_BALANCES}) as balance(id, currency, amount)
    union all
    select null, currency, n, amount from ({_TOTALS}) as total(currency, n, amount)
"""  # noqa: S608 (constants of this file)


def balances_and_totals(
    accounts: Iterable[int], *, dates: Sequence[date]
) -> tuple[dict[int, Money], dict[str, list[Money]]]:
    """balances() at the end of the last of `dates`, and total_history() of `dates`, in one query."""
    wanted = list(dict.fromkeys(accounts))
    held: dict[int, Money] = {}
    history: dict[str, list[Money]] = {}
    rows = _rows(_BALANCES_AND_TOTALS, [wanted, [dates[-1]], wanted, list(dates), wanted])
    for account, currency, _, minor in sorted(rows, key=lambda row: row[2]):
        money = Money.from_minor(int(minor), currency)
        if account is None:
            history.setdefault(currency, []).append(money)
        else:
            held[account] = money
    if missing := [account for account in wanted if account not in held]:
        raise UnknownAccount(f"there is no account {missing[0]}")
    return held, history


_NET_BY_DAY = """
    select a.currency, t.day, sum(t.amount)
    from ledger_account a join ledger_day_total t on t.account_id = a.id
    where a.kind = any(%s) and a.currency <> %s and t.day <= %s
    group by 1, 2 having sum(t.amount) <> 0 order by 1, 2
"""


def net_by_day(kinds: Sequence[str], *, end: date, but: str) -> dict[str, list[tuple[date, Money]]]:
    """By currency other than `but`: what all accounts of `kinds` gained together, by value date, up to `end`."""
    history: dict[str, list[tuple[date, Money]]] = {}
    for currency, day, minor in _rows(_NET_BY_DAY, [list(kinds), but, end]):
        history.setdefault(currency, []).append((day, Money.from_minor(int(minor), currency)))
    return history
