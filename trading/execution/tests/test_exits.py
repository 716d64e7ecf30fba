"""A strategy's exit against its own working entries: cancels, fills that come in their race, protection."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.trail.api import events_about
from fidus.lib import clock
from trading.brokers.facts import OrderKind
from trading.decision.models import Decision
from trading.decision.services.decide_signals import decide_signals
from trading.decision.tests import scenes as decided
from trading.execution.tests.scenes import a_lane, a_trader, fresh, kinds, scripted_brokers, settle
from trading.execution.tests.scripted import Market, Scripted, markets
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.models import Instruction, Purpose
from trading.orders.selectors.positions import held_by_strategies
from trading.orders.services.set_switch import set_switch

pytestmark = pytest.mark.usefixtures("scripted")


@pytest.fixture
def scripted(db):
    with scripted_brokers():
        decided.shares(seen=clock.now())
        yield


@pytest.fixture
def scene():
    account, strategy = decided.an_account("1000000", seen=clock.now(), margin_mode="netting"), decided.strategy_of()
    decided.allocated(strategy, account, size_kind="units", size_value=Decimal(10))
    markets[account.login] = Market()
    return account, strategy, markets[account.login]


def enters(strategy, **given) -> Instruction:
    signal = decided.a_signal(strategy, order_kind="limit", limit_price=Decimal(90), time_in_force="gtc", **given)
    decide_signals([signal.pk])
    return Instruction.objects.get(signal=signal)


def exits(strategy):
    signal = decided.a_signal(strategy, kind="exit", legs=[{"symbol": "INVENTED", "side": ""}])
    decide_signals([signal.pk])
    return signal


def told_of(order) -> list[tuple[str, str]]:
    return [(event.kind, event.data.get("volume", "")) for event in events_about(subject=order.subject)]


def held(strategy) -> Decimal:
    return sum((row.volume for row in held_by_strategies([strategy.pk])), Decimal(0))


def asked(market: Market) -> list[str]:
    return [what for _, what, _ in market.asked if what in {"submit", "cancel"}]


def test_the_rest_of_an_entry_is_cancelled_before_what_is_filled_is_sold(scene):
    account, strategy, market = scene
    market.script.append("fill 4")
    order, lane = enters(strategy), a_lane(account)
    settle(lane)
    market.script.append("fill")
    signal = exits(strategy)
    settle(lane)
    assert asked(market) == ["submit", "cancel", "submit"]
    assert (fresh(order).state, fresh(order).filled) == (State.CANCELLED, 4)
    sold = Instruction.objects.get(signal=signal)
    assert (sold.purpose, sold.side, sold.volume, sold.state) == ("reduce", "sell", 4, State.FILLED)
    assert (held(strategy), told_of(order)) == (0, [])


def test_a_fill_in_the_race_of_the_cancel_stays_and_is_told_and_the_next_exit_closes_it(scene):
    account, strategy, market = scene
    market.script.append("fill 4")
    order, lane = enters(strategy), a_lane(account)
    settle(lane)
    market.script.append("fill")
    market.cancels = "fill"
    exits(strategy)
    settle(lane)
    lane.serve(compare=True)
    assert (fresh(order).state, held(strategy)) == (State.FILLED, 6)
    assert told_of(order) == [("EntryFilledAfterExit", "6.00000000")]
    assert kinds(order)[-2:] == ["filled", "after exit"]
    lane.serve(compare=True)
    assert kinds(order).count("after exit") == 1
    market.script.append("fill")
    again = exits(strategy)
    settle(lane)
    assert list(Instruction.objects.filter(signal=again).values_list("volume", "side")) == [(6, "sell")]
    assert held(strategy) == 0


def test_an_entry_that_is_being_sent_when_the_exit_is_decided_is_cancelled_and_its_fill_is_told(scene, monkeypatch):
    account, strategy, market = scene
    order, lane = enters(strategy), a_lane(account)
    real, signals = Scripted.submit, []

    def submit(broker, request):
        if not signals:
            signals.append(exits(strategy))
        return real(broker, request)

    monkeypatch.setattr(Scripted, "submit", submit)
    market.script.append("fill 3")
    settle(lane)
    assert Decision.objects.get(signal=signals[0]).outcome == "cancelled"
    assert (fresh(order).state, fresh(order).filled, market.count("cancel")) == (State.CANCELLED, 3, 1)
    assert told_of(order) == [("EntryFilledAfterExit", "3.00000000")]


def test_a_halt_lets_the_cancels_of_an_exit_out_and_nothing_else(scene):
    account, strategy, market = scene
    market.script.append("fill 4")
    order, lane = enters(strategy), a_lane(account)
    settle(lane)
    set_switch(scope="firm", action="halt", reason="tried", by=a_trader())
    signal = exits(strategy)
    settle(lane)
    assert asked(market) == ["submit", "cancel"]
    assert (fresh(order).state, held(strategy)) == (State.CANCELLED, 4)
    assert not Instruction.objects.filter(signal=signal).exists()


def test_stop_and_target_stand_until_what_they_protect_is_sold(scene):
    account, strategy, market = scene
    market.script.append("fill 4")
    order, lane = enters(strategy, stop_loss=Decimal(80), target=Decimal(110)), a_lane(account)
    settle(lane)
    guards = Instruction.objects.filter(entry=order)
    assert {(row.purpose, row.volume, str(row.state)) for row in guards} == {
        ("stop", 4, "accepted"), ("target", 4, "accepted")
    }  # fmt: skip
    signal = exits(strategy)  # accepted by the broker, and not filled yet
    settle(lane)
    assert fresh(order).state == State.CANCELLED
    assert {(str(row.state), row.cancel_asked_at, row.exit_signal_id) for row in guards.all()} == {
        ("accepted", None, None)
    }  # fmt: skip
    sold = Instruction.objects.get(signal=signal, purpose=Purpose.REDUCE)
    market.fill(sold.broker_order)
    lane.serve(compare=True)
    settle(lane)
    assert {str(row.state) for row in guards.all()} == {"cancelled"}
    assert held(strategy) == 0
    assert told_of(order) == []


def test_a_late_fill_has_its_stop_where_the_broker_keeps_none(scene):
    account, strategy, market = scene
    order, lane = enters(strategy, stop_loss=Decimal(80)), a_lane(account)
    settle(lane)
    market.cancels = "fill"
    exits(strategy)
    settle(lane)
    lane.serve(compare=True)
    assert told_of(order) == [("EntryFilledAfterExit", "10.00000000")]
    stop = Instruction.objects.get(entry=order)
    assert (stop.purpose, stop.volume, stop.state, OrderKind(stop.kind)) == ("stop", 10, State.ACCEPTED, OrderKind.STOP)


def test_an_exit_before_the_fills_of_its_entry_are_told_closes_it_and_nothing_is_sold_twice(scene, monkeypatch):
    account, strategy, market = scene
    told = Scripted.fills
    monkeypatch.setattr(Scripted, "fills", lambda *_: [])
    market.script.append("fill")
    order, lane = enters(strategy), a_lane(account)
    settle(lane)
    assert (fresh(order).state, fresh(order).filled, held(strategy)) == (State.FILLED, 0, 0)
    market.script.append("fill")
    signal = exits(strategy)
    settle(lane)
    again = exits(strategy)
    monkeypatch.setattr(Scripted, "fills", told)
    lane.serve(compare=True)
    sold = Instruction.objects.get(signal=signal)
    assert (sold.side, sold.volume, sold.state) == ("sell", 10, State.FILLED)
    assert (held(strategy), told_of(order), Instruction.objects.filter(signal=again).count()) == (0, [], 0)
