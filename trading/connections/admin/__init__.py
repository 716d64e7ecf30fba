from trading.connections.admin.connections import ConnectionAdmin
from trading.connections.admin.gateways import BrokerGatewayAdmin

__all__ = ["BrokerGatewayAdmin", "ConnectionAdmin"]
