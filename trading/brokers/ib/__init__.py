"""Interactive Brokers by ib_async: `connect` (docs/brokers.md, docs/adr/0038-one-connection-to-a-gateway.md)."""

from trading.brokers.ib.adapter import CAPABILITIES, IbBroker, connect

__all__ = ["CAPABILITIES", "IbBroker", "connect"]
