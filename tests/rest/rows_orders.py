"""Rows of orders to brokers, of their fills, and of how far trading is let."""

from decimal import Decimal

from accounts.models import Client
from tests.rest.rows_funds import Rows
from tests.rest.rows_trading import accounts
from trading.orders.models import Instruction
from trading.orders.services.set_switch import set_switch
from trading.orders.tests.scenes import a_fill, an_order


def instructions(client: Client, many: int) -> list[Instruction]:
    found = accounts(client, many)
    return [an_order(one, state="filled", volume=Decimal("0.1")) for one in found]


def fills(client: Client, many: int) -> None:
    for order in instructions(client, many):
        a_fill(order)


def switches(client: Client, many: int) -> None:
    for account in accounts(client, many):
        set_switch(scope="account", thing=account, action="reduce", reason="Odd fills", by=None)


ORDERS: dict[str, Rows] = {"instructions": instructions, "fills": fills, "switches": switches}
