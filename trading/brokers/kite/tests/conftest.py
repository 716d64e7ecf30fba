from __future__ import annotations

import pytest

from trading.brokers.kite.tests.scene import KiteScene
from trading.brokers.kite.tests.server import KiteServer


@pytest.fixture
def scene():
    scene = KiteScene(KiteServer())
    scene.price("99", "101")
    yield scene
    scene.end()
    scene.server.stop()
