"""Zerodha through Kite Connect: its own library over HTTP, with the day's token."""

from trading.brokers.kite.adapter import connect

__all__ = ["connect"]
