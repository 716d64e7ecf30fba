"""Accounts with deals and cash for the tests of performance."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

from accounts.ledger.api import open_account, post_transfers_from
from fidus.lib import clock
from funds.services.accrue_interest import accrue_interest
from funds.tests.many import many_investments
from trading.models import DERIVED_OPENING, BrokerAccount, CashOperation, Deal

_tickets = count(1)


def an_account(login: int = 7001, currency: str = "USD") -> BrokerAccount:
    return BrokerAccount.objects.create(
        broker="Northgate Brokers", server="Northgate-Demo", login=login, currency=currency, currency_digits=2,
        environment="demo", opened_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def earn(account: BrokerAccount, on: date, profit: str) -> None:
    Deal.objects.create(
        account=account, ticket=next(_tickets), dealt_at=datetime.combine(on, time(10), tzinfo=UTC), symbol="EURUSD",
        kind="buy", direction="out", volume=Decimal("0.1"), balance=0, profit=Decimal(profit),
    )  # fmt: skip


def cash(account: BrokerAccount, on: date, amount: str, kind: str = "balance", **more: object) -> None:
    CashOperation.objects.create(
        account=account, ticket=None if kind == DERIVED_OPENING else next(_tickets), kind=kind, amount=Decimal(amount),
        operated_at=datetime.combine(on, time(9), tzinfo=UTC), **more,
    )  # fmt: skip


def many_funded(count: int, *, on: date, accrued_until: date) -> None:
    """`count` investments with their money in the ledger and one night of interest, as services would leave them."""
    many_investments(count, earning_since=on, days=30, accrued_through=accrued_until - timedelta(1))
    bank = open_account(code="Assets:Bank:USD", kind="asset", currency="USD")
    money = """
        select 'money:' || number as key, %s::bigint as debit_account, principal_account as credit_account,
            principal_minor as amount, 'USD' as currency, 'Money of ' || number as text
        from funds_investment where number like 'INV-M%%'
    """
    with clock.at(on):
        post_transfers_from(money, [bank], kind="subscription", booked_on=on, value_on=on, by=None)
    with clock.at(accrued_until):
        accrue_interest(as_of=accrued_until, by=None)
