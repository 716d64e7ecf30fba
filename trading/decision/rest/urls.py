from trading.decision.rest.allocations import Allocations
from trading.decision.rest.decisions import Decisions
from trading.decision.rest.limits import Limits

RESOURCES = {"allocations": Allocations, "trading-limits": Limits, "decisions": Decisions}
