"""The bridge between FIDUS and the MetaTrader 5 terminals of one Windows machine."""

__version__ = "1.0.0"
