"""What broker accounts made: read from deals and cash operations, in one query however many accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection

from fidus.lib.money import Money
from trading.models import BrokerAccount


@dataclass(frozen=True, slots=True)
class AccountPerformance:
    """An account's money at the end of a day.

    opening + deposits - withdrawals + credit + adjustments + trading_result = balance, where a credit that the broker
    keeps beside the balance counts in `credit` and not in `credit_in_balance`.
    """

    currency: str
    opening: Money  # before the first deal of a history that starts midway
    deposits: Money
    withdrawals: Money  # positive
    credit: Money  # credits and bonuses, wherever the broker keeps them
    credit_in_balance: Money
    adjustments: Money  # corrections, charges, interest, dividends: flows, never performance
    trading_result: Money  # profit + swap + commission + fee of trades
    balance: Money
    last_deal_at: datetime | None

    @property
    def total(self) -> Money:
        """Profit now plus withdrawals taken: what trading made. Deposits never enter it."""
        return self.trading_result


@dataclass(slots=True)
class TradingResults:
    """What trades made of one account by the end of days, deposits and corrections left out."""

    by_day: dict[date, Money]
    last_deal_at: datetime | None


@dataclass(frozen=True, slots=True)
class BalanceBreak:
    """An account whose deals do not make the balance its broker last printed."""

    account: BrokerAccount
    printed: Money
    computed: Money


# One row an account and day asked for. Days are the broker's (server time is held as if it were UTC). What happened
# between two days asked for is summed once, then running sums over the days give each day's standing.
_STANDINGS = """
with account as (
    select id, currency from trading_brokeraccount where id = any(%(accounts)s)
), day as (
    select distinct ends_at from unnest(%(ends)s::timestamptz[]) ends_at
), span as (
    select coalesce(lag(ends_at) over (order by ends_at), '-infinity') as begins_at, ends_at from day
), moved as (
    select a.id as account, s.ends_at, d.result as result, 0::numeric as opening, 0::numeric as deposits,
           0::numeric as withdrawals, 0::numeric as credit, 0::numeric as beside, 0::numeric as adjustments, d.last_at
      from account a cross join span s cross join lateral (
          select sum(profit + swap + commission + fee) as result, max(dealt_at) as last_at
            from trading_deal where account_id = a.id and dealt_at >= s.begins_at and dealt_at < s.ends_at
      ) d
    union all
    select a.id, s.ends_at, 0,
           c.opening, c.deposits, c.withdrawals, c.credit, c.beside, c.adjustments, null
      from account a cross join span s cross join lateral (
          select sum(amount) filter (where kind = 'derived opening') as opening,
                 sum(amount) filter (where kind = 'balance' and amount > 0) as deposits,
                 -sum(amount) filter (where kind = 'balance' and amount < 0) as withdrawals,
                 sum(amount) filter (where kind in ('credit', 'bonus')) as credit,
                 sum(amount) filter (where not in_balance) as beside,
                 sum(amount) filter (
                     where kind not in ('derived opening', 'balance', 'credit', 'bonus')
                 ) as adjustments
            from trading_cashoperation
           where account_id = a.id and operated_at >= s.begins_at and operated_at < s.ends_at
      ) c
), summed as (
    select account, ends_at, sum(coalesce(result, 0)) as result, sum(coalesce(opening, 0)) as opening,
           sum(coalesce(deposits, 0)) as deposits, sum(coalesce(withdrawals, 0)) as withdrawals,
           sum(coalesce(credit, 0)) as credit, sum(coalesce(beside, 0)) as beside,
           sum(coalesce(adjustments, 0)) as adjustments, max(last_at) as last_at
      from moved group by account, ends_at
)
select s.account, s.ends_at, a.currency,
       sum(result) over run, sum(opening) over run, sum(deposits) over run, sum(withdrawals) over run,
       sum(credit) over run, sum(beside) over run, sum(adjustments) over run, max(last_at) over run
  from summed s join account a on a.id = s.account
window run as (partition by s.account order by s.ends_at)
"""

# Trades alone, and each account on days of its own: what the money behind it needs to be divided by.
_RESULTS = """
with account as (
    select id from trading_brokeraccount where currency = %(currency)s
), asked as (
    select id as account, day from account cross join unnest(%(common)s::date[]) day
    union
    select own.account, own.day from unnest(%(accounts)s::bigint[], %(days)s::date[]) own(account, day)
      join account on account.id = own.account
), span as (
    select account, day, (day + 1)::timestamp at time zone 'UTC' as ends_at,
           coalesce((lag(day) over days + 1)::timestamp at time zone 'UTC', '-infinity') as begins_at,
           lead(day) over days is null as is_last
      from asked window days as (partition by account order by day)
), traded as (
    select s.account, s.day, s.is_last, d.result, d.last_at
      from span s cross join lateral (
          select coalesce(sum(profit + swap + commission + fee), 0) as result, max(dealt_at) as last_at
            from trading_deal where account_id = s.account and dealt_at >= s.begins_at and dealt_at < s.ends_at
      ) d
)
select account, day, sum(result) over run, case when is_last then max(last_at) over run end
  from traded window run as (partition by account order by day)
 order by account, day
"""


def performance(accounts: Iterable[BrokerAccount | int], *, as_of: date) -> dict[int, AccountPerformance]:
    """By account id, at the end of the broker's day `as_of`."""
    return {account: days[0] for account, days in performance_history(accounts, dates=[as_of]).items()}


def performance_history(
    accounts: Iterable[BrokerAccount | int], *, dates: Sequence[date]
) -> dict[int, list[AccountPerformance]]:
    """By account id, one standing for each of `dates`, in their order."""
    ids = [account.pk if isinstance(account, BrokerAccount) else account for account in accounts]
    ends = [_end_of(day) for day in dates]
    if not ids or not ends:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, {"accounts": ids, "ends": ends})
        found = {(row[0], row[1]): _standing(row[2:]) for row in cursor.fetchall()}
    known = {account for account, _ in found}
    return {account: [found[account, end] for end in ends] for account in dict.fromkeys(ids) if account in known}


def trading_results(
    currency: str, *, dates: Sequence[date], of_accounts: Mapping[int, Iterable[date]]
) -> dict[int, TradingResults]:
    """By account id, of every account kept in `currency`, at the end of `dates` and of the account's own further days.

    One query. The result of a day is the `trading_result` of its AccountPerformance.
    """
    own = [(account, day) for account, days in of_accounts.items() for day in days]
    given = {
        "currency": currency,
        "common": list(dates),
        "accounts": [account for account, _ in own],
        "days": [day for _, day in own],
    }
    found: dict[int, TradingResults] = {}
    with connection.cursor() as cursor:
        cursor.execute(_RESULTS, given)
        for account, day, result, last_deal_at in cursor.fetchall():
            if account not in found:
                found[account] = TradingResults({}, None)
            found[account].by_day[day] = Money(result, currency)
            # Only the newest day, which comes last, tells it.
            found[account].last_deal_at = last_deal_at
    return found


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def _standing(row: tuple) -> AccountPerformance:
    currency, *sums, last_at = row
    result, opening, deposits, withdrawals, credit, beside, adjustments = (Money(part, currency) for part in sums)
    inside = credit - beside
    return AccountPerformance(
        currency=currency,
        opening=opening,
        deposits=deposits,
        withdrawals=withdrawals,
        credit=credit,
        credit_in_balance=inside,
        adjustments=adjustments,
        trading_result=result,
        balance=opening + deposits - withdrawals + inside + adjustments + result,
        last_deal_at=last_at,
    )


def balance_breaks(accounts: Iterable[BrokerAccount] | None = None) -> list[BalanceBreak]:
    """Accounts whose deals and cash operations do not sum to the balance their broker told last.

    Brokers whose balance is more than that sum (docs/adr/0044-booking.md) have told none to compare with.
    """
    covered = BrokerAccount.objects.all() if accounts is None else accounts
    held = {account.pk: account for account in covered if account.closing_balance is not None}
    standings = performance(held, as_of=date(9998, 12, 30))
    printed = {pk: Money(account.closing_balance, account.currency) for pk, account in held.items()}
    return [
        BalanceBreak(account, printed[pk], standings[pk].balance)
        for pk, account in held.items()
        if standings[pk].balance != printed[pk]
    ]
