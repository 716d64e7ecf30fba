"""Accounts as they stand, small enough to reckon by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from fidus.lib import clock
from trading.models import BrokerAccount, CashOperation, Deal, Order, Position
from trading.reconciliation.models import Break
from trading.watch.models import Standing

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=2)
_numbers = count(1)


def an_account(platform="mt5", currency="USD", **more) -> BrokerAccount:
    number = next(_numbers)
    given = {
        "broker": "Sample Markets", "server": "Sample-Live", "currency": currency, "platform": platform,
        "currency_digits": 0 if currency == "JPY" else 2, "environment": "live", "source": "live", "opened_at": NOON,
        "login": str(number) if platform == "mt5" else f"U{number}", "first_at": NOON, "last_at": NOON,
    }  # fmt: skip
    return BrokerAccount.objects.create(**{**given, **more})


def seen(account: BrokerAccount, balance: str, *, at: datetime = NOON, credit: str = "0", **more) -> Standing:
    figures = {"balance": Decimal(balance), "credit": Decimal(credit), "equity": Decimal(balance) + Decimal(credit)}
    return Standing.objects.update_or_create(
        account=account,
        defaults={
            "seen_at": at, "changed_at": at, "source": "poll", "open_profit": 0, "margin": 0, "margin_level": None,
            **figures, **more,
        },
    )[0]  # fmt: skip


def an_open_break(
    account: BrokerAccount, ours: str = "1000.00", theirs: str = "900.00", kind: str = "balance"
) -> Break:
    return Break.objects.create(
        account=account, kind=kind, ours=Decimal(ours), theirs=Decimal(theirs), reason="Money went out.", state="open",
        since=NOON, seen_at=NOON, opened_at=NOON,
    )  # fmt: skip


def _number(account: BrokerAccount, number: object = None) -> dict[str, object]:
    number = next(_numbers) if number is None else number
    return {"ticket": number} if account.platform == "mt5" else {"external_id": str(number)}


def deposit(account: BrokerAccount, amount: str, *, kind: str = "balance", **more) -> CashOperation:
    number = {} if kind == "derived opening" else _number(account)
    return CashOperation.objects.create(
        account=account, kind=kind, amount=Decimal(amount), operated_at=clock.now(), **number, **more
    )


def deal(account: BrokerAccount, kind: str, volume: str, symbol: str = "EURUSD", **amounts) -> Deal:
    costs = {name: Decimal(value) for name, value in amounts.items() if name != "costs_pending"}
    pending = amounts.get("costs_pending", False)
    return Deal.objects.create(
        account=account, kind=kind, symbol=symbol, volume=Decimal(volume), dealt_at=clock.now(), price=Decimal("1.1"),
        costs_pending=pending, **costs, **_number(account),
    )  # fmt: skip


def position(account: BrokerAccount, side: str, volume: str, symbol: str = "EURUSD") -> Position:
    return Position.objects.create(
        account=account, side=side, volume=Decimal(volume), symbol=symbol, open_price=Decimal("1.1"), **_number(account)
    )


def order(account: BrokerAccount, number: object, volume: str, filled: str = "0") -> Order:
    return Order.objects.create(
        account=account, symbol="EURUSD", kind="buy limit", volume=Decimal(volume), filled_volume=Decimal(filled),
        state="working", **_number(account, number),
    )  # fmt: skip
