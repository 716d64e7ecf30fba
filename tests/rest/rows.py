"""Rows of every resource of the API: address -> what makes some."""

from tests.rest.rows_ahead import AHEAD
from tests.rest.rows_bank import BANK
from tests.rest.rows_books import BOOKS
from tests.rest.rows_compliance import COMPLIANCE
from tests.rest.rows_crm import CRM
from tests.rest.rows_decision import DECISION
from tests.rest.rows_fees import FEES
from tests.rest.rows_funds import FUNDS, Rows
from tests.rest.rows_money import MONEY
from tests.rest.rows_orders import ORDERS
from tests.rest.rows_people import PEOPLE
from tests.rest.rows_signals import SIGNALS
from tests.rest.rows_trading import TRADING

ROWS: dict[str, Rows] = {
    **FUNDS,
    **MONEY,
    **FEES,
    **BANK,
    **AHEAD,
    **TRADING,
    **SIGNALS,
    **ORDERS,
    **DECISION,
    **PEOPLE,
    **COMPLIANCE,
    **BOOKS,
    **CRM,
}
# What is everybody's own and nobody else's (test_own_sessions.py, accounts/hooks/tests/test_rest.py).
OWN = {"sessions", "browsers", "hooks", "hook-messages", "notice-channels", "notice-rules", "figure-alerts", "notices"}
# Who of the staff looks at it, where the back office does not.
READERS = {
    "users": "administrator",
    "access": "compliance_officer",
    "access-reviews": "compliance_officer",
    "event-deliveries": "administrator",
}
# What clients see: their own, and no more of it than the portal shows.
OF_CLIENTS = {
    "clients",
    "investments",
    "movements",
    "statements",
    "redemptions",
    "destinations",
    "interest-instructions",
    "official-wallets",
    "fee-charges",
    "performance",
    "conversations",
    "kyc-cases",
    "kyc-documents",
    "kyc-items",
}
# What everybody sees something of who is a client, be it themselves.
OF_EVERYBODY = {"clients", "official-wallets"}
# What the strategy developer sees, who sees nothing of clients.
OF_DEVELOPERS = set(TRADING) | set(SIGNALS) | set(ORDERS) | set(DECISION)
# Lists that are worked out, not stored: as many rows as days, not as investments.
WORKED_OUT = {"redemption-windows", "cash-calendar", "performance", "reports"}
# Figures of everything at once: more questions than a list of rows may ask, yet always as many.
MOST = {"cash-calendar": 40, "access": 12, "journeys": 9}
# What is asked besides, where the list is no table.
ASKED = {"movements": lambda client: {"client": client.number}}
