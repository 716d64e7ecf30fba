from trading.decision.admin.allocations import AllocationAdmin
from trading.decision.admin.decisions import DecisionAdmin
from trading.decision.admin.limits import LimitAdmin

__all__ = ["AllocationAdmin", "DecisionAdmin", "LimitAdmin"]
