from __future__ import annotations

from collections.abc import Iterator

import pytest

from trading.brokers.mt5.tests.scene import BridgeProcess, Mt5Scene


@pytest.fixture(scope="session")
def bridge(tmp_path_factory) -> Iterator[BridgeProcess]:
    bridge = BridgeProcess(tmp_path_factory.mktemp("bridge"), names=("one", "two"), terminal="hang_seconds = 30")
    yield bridge
    bridge.stop()


@pytest.fixture
def scene(bridge) -> Iterator[Mt5Scene]:
    scene = Mt5Scene(bridge)
    yield scene
    scene.end()
