"""Of what people may be told (docs/notices.md): a part of the wiring, which names it.

What webhooks may tell of (hook_events.py) is a kind of notice, too: whoever may look at the record hears of it. A new
kind is a row there, and a name in URGENT if it passes quiet hours. What is no record of the API stands in BESIDES.
"""

from accounts.notices.domain.kinds import Kind, of_records
from fidus.hook_events import HOOK_EVENTS, HOOK_EVENTS_OF_CLIENTS

# Money or positions are in danger until a person looks: told in quiet hours, too, unless its hearer says no.
URGENT: tuple[str, ...] = (
    "AlertOpened", "StrategyPaused", "BreakOpened", "BreakReopened", "BrokerAccountLost",
    "BrokerLoginRefused", "InterestPaymentFailed",
    "RedemptionPaymentFailed", "RedemptionReturned", "PaymentFailed", "PaymentDisagrees", "DestinationProposed",
    "OrderRejected", "OrderOutcomeUnknown", "OrderFoundAbsent", "OrderOverfilled", "EntryFilledAfterExit",
    "ProtectionOvertraded", "ProtectionEnded", "TradingReduced", "TradingHalted",
)  # fmt: skip

# Kinds of events about what is no record of the API: by a permission, or the person's own ("user:7").
BESIDES: dict[str, Kind] = {
    "GatewayLost": Kind("Broker gateways", permission="connections.view_brokergateway", urgent=True),
    "GatewayFound": Kind("Broker gateways", permission="connections.view_brokergateway"),
    "TradingHalted": Kind("Switches of trading", permission="orders.view_switch", urgent=True),
    "TradingReduced": Kind("Switches of trading", permission="orders.view_switch", urgent=True),
    "TradingResumed": Kind("Switches of trading", permission="orders.view_switch"),
    "TradingResumeAsked": Kind("Switches of trading", permission="orders.approve_resume", urgent=True),
    "NewDeviceUsed": Kind("Your sign-in", own=True, clients=True, urgent=True),
    "LoginChanged": Kind("Your sign-in", own=True, clients=True, urgent=True),
    "EmailChanged": Kind("Your sign-in", own=True, clients=True, urgent=True),
}

NOTICE_KINDS: dict[str, Kind] = {
    **of_records(HOOK_EVENTS, of_clients=HOOK_EVENTS_OF_CLIENTS, urgent=URGENT),
    **BESIDES,
}
