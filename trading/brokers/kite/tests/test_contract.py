"""The contract of all brokers: the vendor's library over real HTTP against a scripted Kite."""

from trading.brokers.tests.contract import Contract


class TestKite(Contract):
    """A client's account at Zerodha."""
