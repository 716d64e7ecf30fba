"""The API's addresses of orders, fills and switches."""

from trading.orders.rest.fills import Fills
from trading.orders.rest.instructions import Instructions
from trading.orders.rest.switches import Switches

RESOURCES = {"instructions": Instructions, "fills": Fills, "switches": Switches}
