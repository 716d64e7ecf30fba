from trading.decision.models.allocation import Allocation
from trading.decision.models.decision import Decision, DecisionOrder, Outcome
from trading.decision.models.limit import Limit

__all__ = ["Allocation", "Decision", "DecisionOrder", "Limit", "Outcome"]
