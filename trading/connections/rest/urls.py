"""The API's addresses of how broker accounts are reached."""

from trading.connections.rest.connections import Connections
from trading.connections.rest.gateways import Gateways

RESOURCES = {"broker-gateways": Gateways, "broker-connections": Connections}
