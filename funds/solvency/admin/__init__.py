from funds.solvency.admin.runs import SolvencyRunAdmin
from funds.solvency.admin.suggestions import TransferSuggestionAdmin

__all__ = ["SolvencyRunAdmin", "TransferSuggestionAdmin"]
