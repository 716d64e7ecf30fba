"""Rows of broker accounts and of what happened on them."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from accounts.models import Client
from funds.tests.scenes import a_user
from tests.rest.rows_funds import Rows
from trading.models import BrokerAccount, CashOperation, Deal, Order, Position, ReportImport
from trading.services.open_broker_account import open_broker_account

_numbers = count(1)
AN_INSTANT = datetime(2026, 4, 1, 12, tzinfo=UTC)


def accounts(client: Client, many: int) -> list[BrokerAccount]:
    return [
        open_broker_account(
            broker="Sample Markets", server="Sample-2", login=next(_numbers), currency="USD", by=a_user()
        )
        for _ in range(many)
    ]


def deals(client: Client, many: int) -> None:
    for account in accounts(client, many):
        Deal.objects.create(
            account=account, ticket=next(_numbers), dealt_at=AN_INSTANT, symbol="EURUSD", kind="buy", direction="in",
            volume=Decimal("0.1"), price=Decimal("1.085"), commission=Decimal("-3.5"), balance=Decimal("996.5"),
        )  # fmt: skip


def cash_operations(client: Client, many: int) -> None:
    for account in accounts(client, many):
        CashOperation.objects.create(
            account=account, ticket=next(_numbers), operated_at=AN_INSTANT, kind="balance", amount=Decimal(1000)
        )


def positions(client: Client, many: int) -> None:
    for account in accounts(client, many):
        Position.objects.create(
            account=account, ticket=next(_numbers), symbol="EURUSD", side="buy", volume=Decimal("0.1"),
            opened_at=AN_INSTANT, profit=Decimal("12.5"),
        )  # fmt: skip


def orders(client: Client, many: int) -> None:
    for account in accounts(client, many):
        Order.objects.create(
            account=account, ticket=next(_numbers), symbol="EURUSD", kind="buy limit", volume=Decimal("0.1"),
            filled_volume=Decimal(0), placed_at=AN_INSTANT, state="placed",
        )  # fmt: skip


def reports(client: Client, many: int) -> None:
    for account in accounts(client, many):
        ReportImport.objects.create(
            name="report.html", sha256="a" * 64, size=1, state="imported", uploaded_by=a_user(), uploaded_at=AN_INSTANT,
            account=account, closing_balance=Decimal(1000), kept_as="aa/aa",
        )  # fmt: skip


TRADING: dict[str, Rows] = {
    "broker-accounts": accounts,
    "deals": deals,
    "cash-operations": cash_operations,
    "positions": positions,
    "orders": orders,
    "broker-reports": reports,
}
