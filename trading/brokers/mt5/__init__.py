"""MetaTrader 5 through the bridge that stands beside its terminals (bridge/mt5)."""

from trading.brokers.mt5.adapter import connect

__all__ = ["connect"]
