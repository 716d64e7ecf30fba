from trading.reconciliation.models.acceptance import Acceptance
from trading.reconciliation.models.broken import Break
from trading.reconciliation.models.comparison import Comparison
from trading.reconciliation.models.tally import Tally

__all__ = ["Acceptance", "Break", "Comparison", "Tally"]
