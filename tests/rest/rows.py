"""Rows of every resource of the API's back offices: address -> what makes some."""

from tests.rest.rows_ahead import AHEAD
from tests.rest.rows_bank import BANK
from tests.rest.rows_fees import FEES
from tests.rest.rows_funds import FUNDS, Rows
from tests.rest.rows_money import MONEY
from tests.rest.rows_trading import TRADING

ROWS: dict[str, Rows] = {**FUNDS, **MONEY, **FEES, **BANK, **AHEAD, **TRADING}
# What clients see: their own, and no more of it than the portal shows.
OF_CLIENTS = {
    "investments",
    "movements",
    "statements",
    "redemptions",
    "destinations",
    "interest-instructions",
    "official-wallets",
    "fee-charges",
    "performance",
}
# What is everybody's who has money with the firm.
OF_EVERYBODY = {"official-wallets"}
# What the strategy developer sees, who sees nothing of clients.
OF_DEVELOPERS = set(TRADING)
# Lists that are worked out, not stored: as many rows as days, not as investments.
WORKED_OUT = {"redemption-windows", "cash-calendar", "performance"}
# Figures of everything at once: more questions than a list of rows may ask, yet always as many.
MOST = {"cash-calendar": 40}
# What is asked besides, where the list is no table.
ASKED = {"movements": lambda client: {"client": client.number}}
