"""The API's addresses of solvency."""

from funds.solvency.rest.calendar import CashItems
from funds.solvency.rest.runs import SolvencyRuns, Suggestions

RESOURCES = {"solvency-runs": SolvencyRuns, "transfer-suggestions": Suggestions, "cash-calendar": CashItems}
