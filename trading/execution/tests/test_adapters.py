"""One account's way out through each real adapter, the vendor's own library and wire behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fidus.lib import clock
from trading.brokers.base import Access, Broker
from trading.brokers.facts import OrderKind, TimeInForce
from trading.brokers.ib.gateway import close_all
from trading.brokers.ib.tests.gateway import running
from trading.brokers.ib.tests.scene import IbScene
from trading.brokers.kite.tests import market
from trading.brokers.kite.tests.scene import KiteScene
from trading.brokers.kite.tests.server import KiteServer
from trading.brokers.mt5.tests.scene import BridgeProcess, Mt5Scene
from trading.brokers.paper.tests import scene as paper
from trading.brokers.paper.tests.scene import PaperScene
from trading.connections.description import Adapter
from trading.execution.tests.scenes import a_lane, a_trader, an_account, an_order, fresh, kinds, scripted_brokers
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.models import Fill, Instruction
from trading.orders.services.ask_cancel import ask_cancel

_scenes: dict[str, Any] = {}


def _connect(access: Access) -> Broker:
    return _scenes[access.login].broker()


ADAPTER = Adapter(
    platform="paper", title="One of them", connect=_connect, through_gateway=False, address_needed=False, at_once=16
)


@pytest.fixture(scope="module")
def bridge(tmp_path_factory) -> Iterator[BridgeProcess]:
    bridge = BridgeProcess(tmp_path_factory.mktemp("bridge"), terminal="hang_seconds = 30")
    yield bridge
    bridge.stop()


def _ib(request) -> Iterator[IbScene]:
    with running() as gateway:
        yield IbScene(gateway)
        close_all()


def _kite(request) -> Iterator[KiteScene]:
    # Its clock is India's, and its day is today.
    request.getfixturevalue("monkeypatch").setattr(market, "OPENS", clock.now() + timedelta(hours=5, minutes=30))
    scene = KiteScene(KiteServer())
    yield scene
    scene.end()
    scene.server.stop()


def _mt5(request) -> Iterator[Mt5Scene]:
    scene = Mt5Scene(request.getfixturevalue("bridge"))
    yield scene
    scene.end()


def _paper(request) -> Iterator[PaperScene]:
    request.getfixturevalue("monkeypatch").setattr(paper, "AT", clock.now())
    yield PaperScene()


@pytest.fixture(params=[_ib, _kite, _mt5, _paper], ids=["ib", "kite", "mt5", "paper"])
def scene(request, db) -> Iterator[Any]:
    with scripted_brokers(f"{__name__}.ADAPTER"):
        for scene in request.param(request):
            scene.price("99", "101")
            yield scene
    _scenes.clear()


@pytest.fixture
def account(scene):
    account = an_account()
    _scenes[account.login] = scene
    return account


def limited(account, scene, **given) -> Instruction:
    plain = {
        "symbol": scene.symbol, "our_symbol": scene.symbol, "kind": OrderKind.LIMIT, "limit_price": Decimal(90),
        "volume": str(scene.step * 4), "time_in_force": getattr(scene, "time_in_force", TimeInForce.GTC),
    }  # fmt: skip
    return an_order(account, **{**plain, **given})


def test_placed_accepted_filled_in_part_and_filled(account, scene):
    order, lane = limited(account, scene), a_lane(account, seconds=5.0)
    lane.serve()
    row = fresh(order)
    assert (row.state, row.filled, scene.count_of(row.reference)) == (State.ACCEPTED, 0, 1)
    for steps, state in ((1, State.PARTIAL), (3, State.FILLED)):
        scene.fill(fresh(order).broker_order, scene.step * steps, "90")
        lane.serve(compare=True)
        assert fresh(order).state == state
    row = fresh(order)
    assert (row.filled, row.told_filled, row.average_price) == (row.volume, row.volume, 90)
    assert Fill.objects.filter(instruction=order).count() == 2
    # The same is told again at every look, and by whoever sends next.
    lane.serve(compare=True)
    told = kinds(order)
    assert (Fill.objects.count(), told.count("filled"), scene.count_of(row.reference)) == (2, 2, 1)
    lane.close()


def test_taken_and_never_answered_is_found_and_not_sent_again(account, scene):
    scene.lose_next_answer()
    order, lane = limited(account, scene), a_lane(account, seconds=5.0)
    lane.serve()
    assert "lost" in kinds(order)
    assert fresh(order).state == State.ACCEPTED
    after = limited(account, scene)
    lane._patience._until = 0.0
    lane.serve(compare=True)
    assert fresh(after).state == State.ACCEPTED
    assert [scene.count_of(one.reference) for one in (order, after)] == [1, 1]
    lane.close()


def test_traded_after_it_was_cancelled_counts(account, scene):
    order, lane = limited(account, scene), a_lane(account, seconds=5.0)
    lane.serve()
    ask_cancel(instruction=order, by=a_trader())
    lane.serve()
    row = fresh(order)
    assert (row.state, row.filled) == (State.CANCELLED, 0)
    scene.fill(row.broker_order, row.volume, "90")
    lane.serve(compare=True)
    row = fresh(order)
    assert (row.state, row.filled) == (State.FILLED, row.volume)
    assert Fill.objects.get(instruction=order).late
    lane.close()
