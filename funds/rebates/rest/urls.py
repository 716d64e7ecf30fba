"""The API's addresses of rebates."""

from funds.rebates.rest.agreements import Agreements, Counts, Lines, Standings
from funds.rebates.rest.invoices import Invoices, Receipts

RESOURCES = {
    "rebate-agreements": Agreements,
    "rebate-runs": Counts,
    "rebate-lines": Lines,
    "rebate-standings": Standings,
    "rebate-invoices": Invoices,
    "rebate-receipts": Receipts,
}
