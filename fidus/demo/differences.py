"""The demo's difference with a broker and its alert: money that a broker did not tell of, and a margin that is thin."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from fidus.lib import clock
from trading.alerts.services.evaluate_alerts import evaluate_alerts
from trading.brokers.facts import AccountState, FillState, PositionState, Side
from trading.models import BrokerAccount, Environment, MarginMode, Platform, Source
from trading.reconciliation.services.reconcile import reconcile
from trading.services.open_broker_account import open_broker_account
from trading.watch.domain.sighting import Sighting
from trading.watch.models import SightingSource
from trading.watch.services.take_sightings import take_sightings

BROKER, SERVER, LOGIN, SYMBOL = "Invented Shares (simulated)", "Invented-Shares", "XX0001", "NSE:INVENTED"
BEFORE, PAID_IN, MARGIN = Decimal("2500000.00"), Decimal("50000.00"), Decimal("1900000.00")
HELD, PRICE, PRICE_NOW = Decimal(4000), Decimal("471.25"), Decimal("475.00")


def show_differences(*, by: User) -> BrokerAccount:
    """An account in rupees whose broker tells no deposits; seen three times, the last two with money nobody told of."""
    account = open_broker_account(
        broker=BROKER, server=SERVER, login=LOGIN, currency="INR", platform=Platform.KITE, environment=Environment.DEMO,
        margin_mode=MarginMode.NETTING, source=Source.SIMULATED, name="Invented Shares Desk", by=by,
    )  # fmt: skip
    now = clock.now()
    for minutes, balance in ((5, BEFORE), (3, BEFORE + PAID_IN), (0, BEFORE + PAID_IN)):
        with clock.at(now - timedelta(minutes=minutes)):
            _look(account, balance)
            reconcile()
    evaluate_alerts()
    return account


def _look(account: BrokerAccount, balance: Decimal) -> None:
    profit = HELD * (PRICE_NOW - PRICE)
    told = AccountState(
        login=LOGIN, server=SERVER, currency="INR", environment="demo", balance=balance, equity=balance + profit,
        open_profit=profit, margin=MARGIN, free_margin=balance + profit - MARGIN,
    )  # fmt: skip
    at = clock.now()
    bought = FillState(
        id="50012345", order_id="261122000001", symbol=SYMBOL, side=Side.BUY, volume=HELD, price=PRICE,
        at=at.replace(hour=4, minute=0, second=0, microsecond=0),
    )  # fmt: skip
    held = PositionState(
        id=SYMBOL, symbol=SYMBOL, side=Side.BUY, volume=HELD, open_price=PRICE, price=PRICE_NOW, profit=profit
    )
    seen = Sighting(
        account_id=account.pk, at=at, source=SightingSource.POLL, account=told, positions=[held], fills=[bought],
        cash=None,
    )  # fmt: skip
    with transaction.atomic():
        take_sightings([seen])
