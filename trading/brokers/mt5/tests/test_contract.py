"""The contract of all brokers, over real HTTP against the real bridge; hedging accounts and netting ones."""

import pytest

from trading.brokers.mt5.tests.scene import NETTING, Mt5Scene
from trading.brokers.tests.contract import Contract


class TestHedging(Contract):
    """An account with a position for each order."""


class TestNetting(Contract):
    """An account with one position a symbol."""

    @pytest.fixture
    def scene(self, bridge):
        scene = Mt5Scene(bridge, margin_mode=NETTING)
        yield scene
        scene.end()
