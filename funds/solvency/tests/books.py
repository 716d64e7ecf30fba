"""Broker accounts with money and trades, as an import leaves them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from funds.tests.scenes import OPENED
from trading.models import BrokerAccount, CashOperation, Deal

_logins = count(88001)


def a_live_account(
    *, deposit: str, results: Mapping[int, str] | None = None, start: date = OPENED, seen: date = date(2026, 4, 16),
    currency: str = "USD", environment: str = "live", broker: str = "Northgate Brokers",
) -> BrokerAccount:  # fmt: skip
    """`results` by day after `start`; the last report is of `seen`."""
    account = BrokerAccount.objects.create(
        broker=broker, server=f"{broker}-1", login=next(_logins), currency=currency, currency_digits=2,
        environment=environment, opened_at=_at(start), snapshot_at=_at(seen),
    )  # fmt: skip
    CashOperation.objects.create(
        account=account, ticket=1, operated_at=_at(start), kind="balance", amount=Decimal(deposit)
    )
    for ticket, (place, made) in enumerate((results or {}).items(), start=2):
        Deal.objects.create(
            account=account, ticket=ticket, dealt_at=_at(start + timedelta(days=place + 1)), symbol="EURUSD",
            kind="buy", direction="out", volume=Decimal("0.1"), balance=0, profit=Decimal(made),
        )  # fmt: skip
    return account


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
