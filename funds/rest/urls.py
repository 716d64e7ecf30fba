"""The API's addresses of the fund back office's core."""

from funds.rest.investments import Investments, Mappings
from funds.rest.movements import Movements
from funds.rest.payouts import AccrualRuns, Costs, Payouts
from funds.rest.products import Products, Terms
from funds.rest.statements import StatementBatches, Statements

RESOURCES = {
    "products": Products,
    "terms": Terms,
    "investments": Investments,
    "account-mappings": Mappings,
    "movements": Movements,
    "interest-payouts": Payouts,
    "accrual-runs": AccrualRuns,
    "operating-costs": Costs,
    "statements": Statements,
    "statement-batches": StatementBatches,
}
