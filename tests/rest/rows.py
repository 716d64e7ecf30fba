"""Rows of every resource of the API's fund back office: address -> what makes some."""

from tests.rest.rows_bank import BANK
from tests.rest.rows_fees import FEES
from tests.rest.rows_funds import FUNDS, Rows
from tests.rest.rows_money import MONEY

ROWS: dict[str, Rows] = {**FUNDS, **MONEY, **FEES, **BANK}
# What clients see: their own, and no more of it than the portal shows.
OF_CLIENTS = {
    "investments",
    "movements",
    "statements",
    "redemptions",
    "destinations",
    "official-wallets",
    "fee-charges",
}
# What is everybody's who has money with the firm.
OF_EVERYBODY = {"official-wallets"}
# Lists that are worked out, not stored: as many rows as days, not as investments.
WORKED_OUT = {"redemption-windows"}
# What is asked besides, where the list is no table.
ASKED = {"movements": lambda client: {"client": client.number}}
