"""Alpaca through its own HTTP interface, with the account's pair of keys."""

from trading.brokers.alpaca.adapter import connect

__all__ = ["connect"]
