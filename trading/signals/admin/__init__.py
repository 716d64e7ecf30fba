from trading.signals.admin.doors import DoorAdmin
from trading.signals.admin.messages import MessageAdmin
from trading.signals.admin.signals import SignalAdmin
from trading.signals.admin.strategies import StrategyAdmin

__all__ = ["DoorAdmin", "MessageAdmin", "SignalAdmin", "StrategyAdmin"]
