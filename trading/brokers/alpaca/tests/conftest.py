from __future__ import annotations

import pytest

from trading.brokers.alpaca.tests.scene import AlpacaScene
from trading.brokers.alpaca.tests.server import AlpacaServer


@pytest.fixture
def scene():
    scene = AlpacaScene(AlpacaServer())
    scene.price("99", "101")
    yield scene
    scene.end()
    scene.server.stop()
