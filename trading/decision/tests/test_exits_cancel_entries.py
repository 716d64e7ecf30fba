"""Exits with entries that still work: what becomes of their rows, of their steps, and who is woken."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import trading.decision.services.decide_signals as module
import trading.orders.services.cancel_entries as cancelling
import trading.orders.services.place_orders as placing
from accounts.trail.api import events_about
from fidus.lib import clock
from trading.brokers.facts import OrderKind
from trading.decision.models import Decision
from trading.decision.services.decide_signals import decide_signals
from trading.decision.tests.scenes import NOW, a_signal, allocated, an_account, filled, shares, stand, strategy_of
from trading.models import Position
from trading.orders.models import Instruction, Purpose, Switch
from trading.orders.tests.scenes import an_order

_CLOSE = [{"symbol": "INVENTED", "side": ""}]


@pytest.fixture(autouse=True)
def now(db):
    with clock.at(NOW):
        yield


@pytest.fixture
def scene():
    shares()
    strategy, account = strategy_of(), an_account(margin_mode="netting")
    allocated(strategy, account, size_kind="units", size_value=Decimal(10))
    return strategy, account


def entry(account, strategy, state="accepted", **given) -> Instruction:
    plain = {"symbol": "INVENTED", "our_symbol": "INVENTED", "limit_price": Decimal(90), "volume": Decimal(10)}
    return an_order(account, state=state, strategy=strategy, **{**plain, **given})


def exit_of(strategy, kind="exit", side="") -> tuple[object, Decision]:
    signal = a_signal(strategy, kind=kind, legs=[{"symbol": "INVENTED", "side": side}])
    decide_signals([signal.pk])
    return signal, Decision.objects.get(signal=signal)


def last(order: Instruction) -> tuple[str, str]:
    event = order.events.latest("pk")
    return event.kind, event.words


def test_whatever_was_not_sent_is_dropped_and_of_the_rest_the_broker_is_asked(scene):
    strategy, account = scene
    before = [entry(account, strategy, state) for state in ("held", "ready")]
    out = [entry(account, strategy, state) for state in ("sending", "unknown", "accepted", "partial")]
    signal, decision = exit_of(strategy)
    assert (decision.outcome, decision.instructions.count()) == ("cancelled", 0)
    assert decision.words == "Nothing is held that could be closed. 6 working entries are cancelled."
    words = f"Its strategy wants to be out, by the signal {signal.signal_id}."
    for order in before:
        order.refresh_from_db()
        assert (order.state, order.reason, order.done_at, order.cancel_asked_at) == ("dropped", words, NOW, None)
        assert last(order) == ("dropped", words)
    for order in out:
        state = order.state
        order.refresh_from_db()
        assert (order.state, order.cancel_asked_at, order.cancel_sent_at, order.done_at) == (state, NOW, None, None)
        assert last(order) == ("cancel asked", words)
    assert {order.exit_signal for order in (*before, *out)} == {signal}


def test_nothing_else_is_touched(scene):
    strategy, account = scene
    mine = entry(account, strategy)
    others = [
        entry(account, None),  # a person's own
        entry(account, strategy_of()),
        entry(an_account(), strategy),  # where the strategy has no allocation any more
        entry(account, strategy, symbol="OTHER", our_symbol="OTHER"),
        entry(account, strategy, purpose=Purpose.STOP, entry=mine, side="sell", kind=OrderKind.STOP, limit_price=None,
              stop_price=Decimal(80)),
        entry(account, strategy, purpose=Purpose.TARGET, entry=mine, side="sell"),
        entry(account, strategy, purpose=Purpose.REDUCE, side="sell"),
        entry(account, strategy, "filled"),
        entry(account, strategy, "cancelled"),
    ]  # fmt: skip
    assert exit_of(strategy)[1].words.endswith(" 1 working entry is cancelled.")
    mine.refresh_from_db()
    assert mine.cancel_asked_at == NOW
    for order in others:
        state, steps = order.state, order.events.count()
        order.refresh_from_db()
        assert (order.state, order.cancel_asked_at, order.exit_signal, order.events.count()) == (
            state, None, None, steps
        )  # fmt: skip


def test_a_flip_cancels_the_other_side_and_opens(scene):
    strategy, account = scene
    bought, sold = entry(account, strategy), entry(account, strategy, side="sell")
    signal, decision = exit_of(strategy, "flip", "sell")
    assert list(signal.instructions.values_list("purpose", "side", "volume")) == [("open", "sell", 10)]
    bought.refresh_from_db(), sold.refresh_from_db()
    assert (bought.exit_signal, sold.exit_signal) == (signal, None)
    assert decision.words == "Ordered: sell 10 INVENTED. 1 working entry is cancelled."


def test_a_halted_strategy_is_not_closed_and_its_entries_are_cancelled_all_the_same(scene):
    strategy, account = scene
    order = entry(account, strategy)
    Switch.objects.create(scope="account", account=account, state="halted", reason="storm", set_at=NOW)
    _, decision = exit_of(strategy)
    order.refresh_from_db()
    assert (decision.outcome, decision.rule, order.cancel_asked_at) == ("declined", "switch", NOW)
    assert "storm" in decision.words
    assert "storm" not in decision.told
    assert decision.told.endswith(" 1 working entry is cancelled.")


def test_an_entry_and_its_exit_in_the_same_round_leave_nothing_to_be_sent(scene):
    strategy, _ = scene
    signals = [a_signal(strategy), a_signal(strategy, kind="exit", legs=_CLOSE), a_signal(strategy)]
    decide_signals([one.pk for one in signals])
    first, second = Instruction.objects.order_by("pk")
    assert (first.signal, first.state, first.exit_signal) == (signals[0], "dropped", signals[1])
    assert (second.signal, second.state, second.exit_signal) == (signals[2], "ready", None)
    assert [event.kind for event in first.events.order_by("pk")] == ["placed", "dropped"]


def test_two_exits_in_a_round_cancel_once(scene):
    strategy, account = scene
    order = entry(account, strategy)
    signals = [a_signal(strategy, kind="exit", legs=_CLOSE) for _ in range(2)]
    decide_signals([one.pk for one in signals])
    assert list(Decision.objects.order_by("pk").values_list("outcome", flat=True)) == ["cancelled", "declined"]
    assert [event.kind for event in order.events.all()].count("cancel asked") == 1


def test_a_change_that_was_to_come_is_called_off(scene):
    """Some brokers are asked to cancel what is changed, and another takes its place: not after an exit."""
    strategy, account = scene
    order = entry(account, strategy)
    earlier = NOW - timedelta(seconds=5)
    Instruction.objects.filter(pk=order.pk).update(
        cancel_asked_at=earlier, cancel_sent_at=earlier, change_asked={"volume": "20"}
    )
    exit_of(strategy)
    order.refresh_from_db()
    assert (order.change_asked, order.cancel_asked_at, order.cancel_sent_at) == (None, NOW, None)


def test_what_fills_between_the_look_and_the_cancel_is_told(scene, monkeypatch):
    """As if the fill was written while the decision was being made."""
    strategy, account = scene
    order = entry(account, strategy)
    real = module.place_orders

    def fill_meanwhile(orders, **given):
        filled(order, 4)
        return real(orders, **given)

    monkeypatch.setattr(module, "place_orders", fill_meanwhile)
    signal, _ = exit_of(strategy)
    (event,) = events_about(subject=order.subject)
    assert (event.kind, event.data["volume"], event.data["signal"]) == (
        "EntryFilledAfterExit", "4.00000000", signal.signal_id
    )  # fmt: skip
    assert event.data["strategy"] == strategy.code


def test_what_was_filled_before_is_closed_and_nobody_is_alarmed(scene):
    strategy, account = scene
    order = entry(account, strategy)
    filled(order, 4)
    with clock.at(NOW + timedelta(seconds=30)):
        stand(account, "100000", seen=NOW + timedelta(seconds=29))
        Position.objects.create(
            account=account, external_id="1", symbol="INVENTED", side="buy", volume=4, open_price=90
        )
        signal, decision = exit_of(strategy)
    order.refresh_from_db()
    assert list(signal.instructions.values_list("purpose", "side", "volume")) == [("reduce", "sell", 4)]
    assert (decision.outcome, order.exit_signal, events_about(subject=order.subject)) == ("ordered", signal, [])


def test_an_exit_costs_one_statement_more_and_an_entry_none(scene):
    strategy, account = scene

    def cost(**given) -> int:
        signal = a_signal(strategy, **given)
        with CaptureQueriesContext(connection) as asked:
            decide_signals([signal.pk])
        return len(asked)

    exits = {"kind": "exit", "legs": _CLOSE}
    filled(entry(account, strategy, "ready"), 10)
    Position.objects.create(account=account, external_id="1", symbol="INVENTED", side="buy", volume=10, open_price=90)
    cost()  # whatever is found out once
    Instruction.objects.filter(state="ready").update(state="dropped")
    enters = cost()
    Instruction.objects.filter(state="ready").update(state="dropped")
    closes = cost(**exits)
    assert closes == enters
    Instruction.objects.filter(state="ready").update(state="dropped")
    for _ in range(3):
        entry(account, strategy)
    assert cost(**exits) == closes + 1


@pytest.mark.parametrize("holds", [True, False])
def test_whoever_sends_is_woken_once(scene, monkeypatch, holds):
    strategy, account = scene
    woken = []
    for place in (cancelling, placing):
        monkeypatch.setattr(place, "wake_on_commit", lambda accounts=(): woken.append(set(accounts)))
    if holds:
        filled(entry(account, strategy), 10)
        Position.objects.create(
            account=account, external_id="1", symbol="INVENTED", side="buy", volume=10, open_price=90
        )
    order = entry(account, strategy)
    woken.clear()
    exit_of(strategy)
    order.refresh_from_db()
    assert order.cancel_asked_at == NOW
    assert woken == [{account.pk}]
