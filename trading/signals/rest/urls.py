"""The API's addresses of strategies and signals."""

from trading.signals.rest.doors import Doors
from trading.signals.rest.messages import SignalMessages
from trading.signals.rest.signals import Signals
from trading.signals.rest.strategies import Strategies

RESOURCES = {"strategies": Strategies, "signal-doors": Doors, "signals": Signals, "signal-messages": SignalMessages}
