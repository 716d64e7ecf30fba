"""What brokers tell, invented: accounts, fills and cash operations small enough to check by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from trading.brokers.facts import CashState, FillState, Side
from trading.models import BrokerAccount
from trading.services.book_history import Booked, Seen, book_history
from trading.services.open_broker_account import open_broker_account

MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
LOGINS = {"mt5": "7001234", "ib": "U1234567", "kite": "AB1234", "alpaca": "PA123", "paper": "P-1"}
SERVERS = {"mt5": "Northgate-Demo"}


def account_at(platform="mt5", *, login=None, currency="USD") -> BrokerAccount:
    return open_broker_account(
        broker="Northgate Brokers (invented)", server=SERVERS.get(platform, platform), login=login or LOGINS[platform],
        currency=currency, platform=platform, environment="demo", source="live", by=None,
    )  # fmt: skip


def fill(id, minute=0, *, side="buy", volume="1", price="100", symbol="EURUSD", **more) -> FillState:
    amounts = {name: Decimal(more.pop(name)) for name in ("commission", "fee", "swap", "profit") if name in more}
    return FillState(
        id=str(id), order_id=more.pop("order_id", str(id)), symbol=symbol, side=Side(side), volume=Decimal(volume),
        price=Decimal(price), at=MARCH + timedelta(minutes=minute), **amounts, **more,
    )  # fmt: skip


def paid(id, amount, minute=0, *, kind="balance", comment="") -> CashState:
    return CashState(
        id=str(id), kind=kind, amount=Decimal(amount), at=MARCH + timedelta(minutes=minute), comment=comment
    )


def book(account, *fills, cash=(), balance=None, whole=False, **options) -> Booked:
    """`cash=None`: the broker does not tell."""
    balance = None if balance is None else Decimal(balance)
    return book_history([Seen(account.pk, fills, cash, balance, whole)], **options)[account.pk]
