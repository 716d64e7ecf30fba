"""Of what the demo's people are told; it goes by letter into the demo's own mailbox."""

from datetime import time, timedelta
from decimal import Decimal

from accounts.models import User
from accounts.notices.models import Channel
from accounts.notices.services.make_figure_alert import make_figure_alert
from accounts.notices.services.propose_channel import propose_channel
from accounts.notices.services.send_test import send_test
from accounts.notices.services.set_habits import set_habits
from accounts.notices.services.set_rule import set_rule
from fidus.lib import clock

_BROKERS = ["AlertOpened", "AlertClosed", "BrokerAccountLost", "BrokerLoginRefused", "GatewayLost", "TradingHalted",
            "OrderRejected", "OrderOutcomeUnknown"]  # fmt: skip
_MONEY = ["InterestPaymentFailed", "RedemptionReturned", "PaymentFailed", "BreakOpened"]
_HERS = ["StatementIssued", "InterestPaid", "NewDeviceUsed", "OfficeWrote"]
_STRATEGIES = ["StrategyPaused", "StrategyActivated", "SignalRefused", "OrderRejected"]


def show_notices(*, client: User, officer: User, trader: User, developer: User) -> None:
    """Channels, rules and hours of four people, and two figures that are watched."""
    # As if she had asked for it a month ago: the last statements are the first that she is told of.
    with clock.at(clock.now() - timedelta(days=31)):
        _told(client, "E-mail", _HERS, "at_once", "Europe/London")
    desk = _told(trader, "The desk", _BROKERS, "at_once", "Europe/London")
    set_rule(channel=desk, kinds=["BrokerHistoryImported"], pace="daily", by=trader)
    office = _told(officer, "Office", _MONEY, "hourly", "Europe/Zurich")
    _told(developer, "E-mail", _STRATEGIES, "at_once", "Asia/Kolkata")
    watched = {"channel": office, "below": False, "threshold": Decimal(20), "clears_at": Decimal(10), "by": officer}
    make_figure_alert(figure="approvals", of="", **watched)
    make_figure_alert(
        figure="solvency", of="", channel=office, below=True, threshold=Decimal(95), clears_at=Decimal(97), by=officer
    )
    send_test(desk, by=trader)


def _told(user: User, label: str, kinds: list[str], pace: str, zone: str) -> Channel:
    channel = propose_channel(way="email", label=label, given={}, by=user)
    set_rule(channel=channel, kinds=kinds, pace=pace, by=user)
    set_habits(zone=zone, quiet_from=time(22), quiet_until=time(6, 30), urgent_passes=True, daily_at=8, by=user)
    return channel
