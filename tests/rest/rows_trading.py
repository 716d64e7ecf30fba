"""Rows of broker accounts and of what happened on them."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from accounts.models import Client
from funds.tests.scenes import a_user
from tests.rest.rows_funds import Rows
from trading.alerts.domain.kinds import Kind
from trading.alerts.models import Alert, AlertRule
from trading.alerts.services.set_rule import set_rule
from trading.connections.models import BrokerGateway
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.connect_account import connect_account
from trading.market.models import Instrument, SymbolMapping
from trading.market.tests.scenes import an_instrument
from trading.models import BrokerAccount, CashOperation, Deal, Order, Position, ReportImport
from trading.reconciliation.models import Break
from trading.reconciliation.services.propose_acceptance import propose_acceptance
from trading.reconciliation.tests.scenes import an_open_break
from trading.services.open_broker_account import open_broker_account
from trading.watch.models import Standing

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
            opened_at=AN_INSTANT, profit=Decimal("12.345"),
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


def breaks(client: Client, many: int) -> list[Break]:
    return [an_open_break(account) for account in accounts(client, many)]


def acceptances(client: Client, many: int) -> None:
    for broken in breaks(client, many):
        propose_acceptance(broken=broken, difference=broken.difference, reason="Their rounding", by=a_user())


def alert_rules(client: Client, many: int) -> list[AlertRule]:
    found = accounts(client, many)
    return [set_rule(kind=Kind.STALE, threshold=Decimal(60), account=account, by=a_user()) for account in found]


def alerts(client: Client, many: int) -> None:
    for rule in alert_rules(client, many):
        Alert.objects.create(
            rule=rule, account=rule.account, threshold=60, figure=90, worst=90, state="open", opened_at=AN_INSTANT
        )


def gateways(client: Client, many: int) -> list[BrokerGateway]:
    return [
        add_gateway(
            name=f"Bridge {next(_numbers)}", platform="mt5", address="https://bridge.invalid",
            secrets={"token": "invented-" + "0" * 32}, by=a_user(),
        )
        for _ in range(many)
    ]  # fmt: skip


def connections(client: Client, many: int) -> None:
    (gateway,) = gateways(client, 1)
    for account in accounts(client, many):
        connect_account(account=account, gateway=gateway, secrets={"password": "invented"}, by=a_user())


def standings(client: Client, many: int) -> None:
    for account in accounts(client, many):
        Standing.objects.create(
            account=account, seen_at=AN_INSTANT, source="poll", balance=1000, equity=Decimal("1012.345"), credit=0,
            open_profit=Decimal("12.345"), margin=100, margin_level=Decimal("1012.35"), changed_at=AN_INSTANT,
        )  # fmt: skip


def instruments(client: Client, many: int) -> list[Instrument]:
    return [an_instrument(f"EURUSD.{next(_numbers)}") for _ in range(many)]


def mappings(client: Client, many: int) -> None:
    for instrument in instruments(client, many):
        SymbolMapping.objects.update_or_create(
            instrument=instrument, defaults={"symbol": "EURUSD", "state": "suggested", "suggested_at": AN_INSTANT}
        )


TRADING: dict[str, Rows] = {
    "instruments": instruments,
    "symbol-mappings": mappings,
    "account-standings": standings,
    "broker-gateways": gateways,
    "broker-connections": connections,
    "broker-accounts": accounts,
    "deals": deals,
    "cash-operations": cash_operations,
    "positions": positions,
    "orders": orders,
    "broker-reports": reports,
    "alerts": alerts,
    "alert-rules": alert_rules,
    "breaks": breaks,
    "accepted-differences": acceptances,
}
