from collections.abc import Iterator

import pytest

from trading.brokers.ib.gateway import close_all
from trading.brokers.ib.tests.gateway import ScriptedGateway, running
from trading.brokers.ib.tests.scene import IbScene


@pytest.fixture
def gateway() -> Iterator[ScriptedGateway]:
    with running() as scripted:
        yield scripted
        close_all()


@pytest.fixture
def scene(gateway: ScriptedGateway) -> IbScene:
    return IbScene(gateway)
