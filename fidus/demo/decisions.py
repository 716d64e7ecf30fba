"""What the demo's strategies may trade, within which limits, and what was decided about some signals."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from accounts.models import User
from fidus.lib import clock
from trading.connections.gates import open_broker
from trading.connections.models import Connection
from trading.connections.services.allow_trading import allow_trading
from trading.decision.services.approve_allocation import approve_allocation
from trading.decision.services.approve_limit import approve_limit
from trading.decision.services.decide_signals import decide_signals
from trading.decision.services.propose_allocation import propose_allocation
from trading.decision.services.propose_limit import propose_limit
from trading.models import BrokerAccount
from trading.signals.models import Door, Signal, Strategy
from trading.signals.services.receive_signal import receive_signal
from trading.watch.domain.sighting import Sighting
from trading.watch.services.take_sightings import take_sightings

# Code, share in percent, usual size; the last one still waits for a second person.
_SHARES = (("TREND", "40", "risk percent", "0.5"), ("COINS", "20", "equity percent", "10"))
_WAITING = ("HEDGE", "25", "equity percent", "5")
# Currencies are worth far more than the margin that they take: what two people agreed on for invented money.
_LIMITS = (("position", "150"), ("broker", "400"))
_MESSAGES = (
    ("TREND", "BUY GBPUSD SLOFFSET 0.0060 TPOFFSET 0.0120 RISK 0.4%"),
    ("TREND", "SELL EURUSD SLOFFSET 0.0050 LOTS 5"),
    ("TREND", "BUY AUDUSD SLOFFSET 0.0050"),
    ("COINS", "BUY BTCUSD SLOFFSET 900 EQUITY 5%"),
)


def show_decisions(*, account: BrokerAccount, trader: User, second: User) -> None:
    """The paper account is seen once, may be traded, and is allocated; four signals are decided on it."""
    connection = Connection.objects.get(account=account)
    if not connection.may_trade:
        allow_trading(connection=connection, by=trader)
    _see(account)
    for kind, value in _LIMITS:
        limit = propose_limit(
            kind=kind, scope="account" if kind == "position" else "broker", value=Decimal(value),
            account=account if kind == "position" else None, broker="" if kind == "position" else account.broker,
            reason="Currencies on margin, with invented money.", by=trader,
        )  # fmt: skip
        approve_limit(limit=limit, by=second)
    propose_limit(kind="daily loss", scope="firm", value=Decimal(3), reason="A calmer end of the year.", by=trader)
    for code, share, kind, size in (*_SHARES, _WAITING):
        allocation = propose_allocation(
            strategy=Strategy.objects.get(code=code), account=account, share=Decimal(share), size_kind=kind,
            size_value=Decimal(size), reason="Tried for a month.", by=trader,
        )  # fmt: skip
        if code != _WAITING[0]:
            approve_allocation(allocation=allocation, by=second)
    decide_signals([pk for code, message in _MESSAGES if (pk := _sent(code, message)) is not None])


def _see(account: BrokerAccount) -> None:
    """As the watch does it every half minute."""
    broker = open_broker(account)
    seen = Sighting(
        account_id=account.pk, at=clock.now(), source="poll", account=broker.account(), positions=broker.positions(),
        orders=broker.orders(),
    )  # fmt: skip
    with transaction.atomic():
        take_sightings([seen])


def _sent(code: str, message: str) -> int | None:
    door = Door.objects.select_related("strategy").get(strategy__code=code, kind=Door.Kind.REST)
    receipt = receive_signal(door=door, body=message.encode(), content_type="text/plain", address="127.0.0.1")
    return Signal.objects.get(pk=receipt.signal).pk if receipt.signal is not None else None
