"""Which stretch of an account's history is held after a booking, and what the balance was before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

from fidus.lib import clock
from fidus.lib.money import round_amount
from trading.domain.booking import KEEPS_A_BALANCE
from trading.models import DERIVED_OPENING, BrokerAccount
from trading.services.extend_coverage import derive_opening

# MetaTrader's reports know whole seconds, so the ends of what is held are whole seconds, too.
_NEW = """
with new as (
    select account_id, date_trunc('second', dealt_at) as at, ticket, profit + swap + commission + fee as net
      from trading_deal where id = any(%s)
    union all
    select account_id, date_trunc('second', operated_at), ticket, case when in_balance then amount else 0 end
      from trading_cashoperation where id = any(%s)
)
select n.account_id, min(n.at), max(n.at),
       (array_agg(n.ticket order by n.at, n.ticket))[1], (array_agg(n.ticket order by n.at desc, n.ticket desc))[1],
       coalesce(sum(n.net) filter (where n.at < a.first_at), 0)
  from new n join trading_brokeraccount a on a.id = n.account_id
 group by n.account_id
"""
_SUMS = """
select account_id, sum(net) from (
    select account_id, profit + swap + commission + fee as net from trading_deal where account_id = any(%(accounts)s)
    union all
    select account_id, amount from trading_cashoperation
     where account_id = any(%(accounts)s) and in_balance and kind <> %(derived)s
) held group by account_id
"""
_COVERAGE = ("opening_balance", "first_at", "first_ticket", "last_at", "last_ticket", "closing_balance")
# A broker's clock may be behind ours, and a trade be told a moment after it happened.
_CLOCKS_APART = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Added:
    """Of what is new to an account: its ends, and what of it lies before all that was held."""

    first_at: datetime
    last_at: datetime
    first_ticket: int | None
    last_ticket: int | None
    before: Decimal


def sums_held(accounts: Sequence[int]) -> dict[int, Decimal]:
    """What deals and flows held make of the balance, by account, without a derived opening."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"accounts": list(accounts), "derived": DERIVED_OPENING})
        return dict(cursor.fetchall())


def cover_history(
    accounts: Mapping[int, BrokerAccount],
    *,
    deals: Iterable[int],
    cash: Iterable[int],
    balances: Mapping[int, Decimal],
    proved: Collection[int],
    whole: Collection[int],
) -> None:
    """Save the accounts' new coverage and derived openings; only those that changed are written.

    `balances` are the brokers' own, `proved` those told together with all cash. Where the opening is not known it is
    what the balance leaves of all that is held; what turns up from before the first thing held makes it so much less.
    """
    added = _added(list(deals), list(cash))
    unknown = [pk for pk, a in accounts.items() if a.opening_balance is None and pk in balances and pk not in whole]
    held = sums_held(unknown) if unknown else {}
    for pk, account in accounts.items():
        before = _covered(account)
        opening = _opening(account, added.get(pk), balances.get(pk), held.get(pk, Decimal(0)), whole=pk in whole)
        _stretch(account, added.get(pk), seen=pk in balances or pk in whole)
        account.opening_balance = opening
        if pk in proved and account.platform in KEEPS_A_BALANCE:
            account.closing_balance = round_amount(balances[pk], account.currency)
        if _covered(account) != before:
            account.save(update_fields=_COVERAGE)
            if (opening, account.first_at) != (before[0], before[1]) and opening is not None:
                derive_opening(account)


def _added(deals: list[int], cash: list[int]) -> dict[int, _Added]:
    if not deals and not cash:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [deals, cash])
        return {row[0]: _Added(*row[1:]) for row in cursor.fetchall()}


def _covered(account: BrokerAccount) -> tuple[object, ...]:
    return tuple(getattr(account, name) for name in _COVERAGE)


def _opening(
    account: BrokerAccount, added: _Added | None, balance: Decimal | None, held: Decimal, *, whole: bool
) -> Decimal | None:
    if whole:
        return Decimal(0)
    if account.opening_balance is not None:
        return account.opening_balance - (added.before if added else Decimal(0))
    return None if balance is None else round_amount(balance, account.currency) - held


def _stretch(account: BrokerAccount, added: _Added | None, *, seen: bool) -> None:
    if added is None:
        if account.first_at is None and seen:
            # Nothing that was told happened yet: what is held begins with this look.
            account.first_at = account.last_at = clock.now().replace(microsecond=0) - _CLOCKS_APART
        return
    if account.first_at is None or added.first_at < account.first_at:
        account.first_at, account.first_ticket = added.first_at, added.first_ticket
    elif added.first_at == account.first_at and None not in (added.first_ticket, account.first_ticket):
        account.first_ticket = min(account.first_ticket, added.first_ticket)  # type: ignore[type-var]
    if account.last_at is None or added.last_at > account.last_at:
        account.last_at, account.last_ticket = added.last_at, added.last_ticket
    elif added.last_at == account.last_at and None not in (added.last_ticket, account.last_ticket):
        account.last_ticket = max(account.last_ticket, added.last_ticket)  # type: ignore[type-var]
