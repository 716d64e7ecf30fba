from trading.orders.admin.fills import FillAdmin
from trading.orders.admin.instructions import InstructionAdmin
from trading.orders.admin.switches import SwitchAdmin

__all__ = ["FillAdmin", "InstructionAdmin", "SwitchAdmin"]
