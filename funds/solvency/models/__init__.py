from funds.solvency.models.run import SolvencyRun
from funds.solvency.models.suggestion import TransferSuggestion

__all__ = ["SolvencyRun", "TransferSuggestion"]
