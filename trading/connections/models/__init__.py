from trading.connections.models.connection import Connection, Outcome
from trading.connections.models.gateway import BrokerGateway

__all__ = ["BrokerGateway", "Connection", "Outcome"]
