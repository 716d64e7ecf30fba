from trading.orders.models.fill import Fill
from trading.orders.models.holding import Holding
from trading.orders.models.instruction import Instruction, Purpose
from trading.orders.models.order_event import EventKind, OrderEvent
from trading.orders.models.switch import Scope, Switch

__all__ = ["EventKind", "Fill", "Holding", "Instruction", "OrderEvent", "Purpose", "Scope", "Switch"]
