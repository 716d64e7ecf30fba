"""The contract of all brokers, and what the paper broker adds to it; its books in memory."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from trading.brokers.base import Refused
from trading.brokers.facts import OrderStatus, TimeInForce
from trading.brokers.paper.tests.scene import PaperScene
from trading.brokers.tests.contract import EVER, Contract, limited, wanted


@pytest.fixture
def scene():
    return PaperScene()


class TestHedging(Contract):
    """An account with a position for each order."""


class TestNetting(Contract):
    """An account with one position a symbol."""

    @pytest.fixture
    def scene(self):
        return PaperScene(hedging=False)


def test_the_same_order_again_gives_the_first_one_back_and_fills_nothing(scene):
    scene.price("99", "101")
    broker, request = scene.broker(), wanted(scene)
    assert broker.submit(request) == broker.submit(request)
    assert len(broker.fills(EVER)) == 1
    with pytest.raises(Refused, match="another order"):
        broker.submit(replace(request, volume=request.volume * 2))


def test_nights_pass_for_whoever_asks_next(scene):
    scene.price("99", "101")
    broker, request = scene.broker(), limited(scene, time_in_force=TimeInForce.DAY)
    broker.submit(request)
    scene.book.clock += timedelta(days=1)
    assert broker.orders() == []
    assert broker.order(request.reference).status is OrderStatus.EXPIRED


def test_a_refusal_leaves_the_books_as_they_were(scene):
    scene.price("99", "101")
    before = scene.book.state, list(scene.book.events)
    for bad in ({"volume": Decimal("0.015")}, {"volume": Decimal(1_000_000)}, {"reference": "F" * 41}):
        with pytest.raises(Refused):
            scene.broker().submit(wanted(scene, **bad))
    assert (scene.book.state, scene.book.events) == before
