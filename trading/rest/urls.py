"""The API's addresses of broker accounts and what happened on them."""

from trading.rest.accounts import BrokerAccounts
from trading.rest.history import CashOperations, Deals, Orders, Positions
from trading.rest.reports import Reports

RESOURCES = {
    "broker-accounts": BrokerAccounts,
    "deals": Deals,
    "cash-operations": CashOperations,
    "positions": Positions,
    "orders": Orders,
    "broker-reports": Reports,
}
