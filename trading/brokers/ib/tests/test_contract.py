"""The adapter keeps what every adapter promises, with the real client library on the other end of a real socket."""

from trading.brokers.tests.contract import Contract


class TestInteractiveBrokers(Contract):
    pass
