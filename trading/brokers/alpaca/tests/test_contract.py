"""The adapter keeps what every adapter promises, over real HTTP to a scripted Alpaca."""

from trading.brokers.tests.contract import Contract


class TestAlpaca(Contract):
    pass
