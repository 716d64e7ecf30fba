"""Stops and targets at brokers that keep them together with the entry, and at those that do not."""

from collections import deque
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.trail.api import events_about
from trading.brokers.facts import OrderStatus, Side
from trading.execution.domain.protection import (
    Alarm,
    Guard,
    Leave,
    Place,
    Resize,
    duties,
    level,
    shares_of_reductions,
)  # fmt: skip
from trading.execution.tests.scenes import a_lane, an_account, an_order, fresh, kinds, market_of, scripted_brokers
from trading.execution.tests.scripted import CAN, Market
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.models import Instruction, Purpose
from trading.orders.services.withdraw_orders import withdraw_orders

D = Decimal
BOTH = ("stop", "target")


def guard(number=1, **given) -> Guard:
    plain = {"volume": D(100), "filled": D(0), "is_open": True}
    whole = {**plain, **given}
    return Guard(id=number, traded=whole.pop("traded", whole["filled"]), **whole)


def asked(filled, reduced=0, **guards):
    return duties(filled=D(filled), reduced=D(reduced), wanted=BOTH, guards=guards)


def test_what_follows_by_hand():
    assert asked(0) == []
    assert asked(40) == [Place("stop", D(40)), Place("target", D(40))]
    small = {"stop": guard(1, volume=D(40)), "target": guard(2, volume=D(40))}
    assert asked(100, **small) == [Resize(1, D(100)), Resize(2, D(100))]
    assert asked(100, stop=guard(1), target=guard(2)) == []
    # Thirty of the target traded: the stop protects the seventy that are left.
    assert asked(100, stop=guard(1), target=guard(2, filled=D(30))) == [Resize(1, D(70))]
    assert asked(100, stop=guard(1, filled=D(100), is_open=False), target=guard(2)) == [Leave(2)]
    assert asked(100, stop=guard(1, filled=D(100), is_open=False), target=guard(2, leaving=True)) == []
    done = {"stop": guard(1, filled=D(100), is_open=False), "target": guard(2, filled=D(100), is_open=False)}
    assert asked(100, **done) == [Alarm("", D(100))]
    assert asked(100, 100, stop=guard(1), target=guard(2)) == [Leave(1), Leave(2)]
    assert asked(100, stop=guard(1, is_open=False), target=guard(2)) == [Alarm("stop")]
    assert asked(100, stop=guard(1, volume=D(40), is_open=False, resizing=True), target=guard(2)) == [
        Place("stop", D(100), 1)
    ]


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_doing_the_duties_leaves_nothing_to_do_and_protects_what_is_left(filled, reduced, stopped, won):
    guards = {"stop": guard(1, filled=D(stopped)), "target": guard(2, filled=D(won))}
    left = D(filled - reduced - stopped - won)
    for duty in asked(filled, reduced, **guards):
        match duty:
            case Resize(number, volume):
                name = BOTH[number - 1]
                guards[name] = replace(guards[name], volume=volume)
            case Leave(number):
                name = BOTH[number - 1]
                guards[name] = replace(guards[name], leaving=True)
    assert [duty for duty in asked(filled, reduced, **guards) if not isinstance(duty, Alarm)] == []
    if left > 0:
        assert {one.volume - one.filled for one in guards.values()} == {left}


def test_what_was_given_back_was_the_oldest():
    assert shares_of_reductions([D(50), D(50)], D(70)) == [D(50), D(20)]
    assert level(Side.BUY, D(100), D("2.03"), purpose="stop", tick=D("0.05")) == D("97.95")
    assert level(Side.SELL, D(100), D(2), purpose="stop", tick=None) == D(102)
    assert level(Side.SELL, D(100), D(2), purpose="target", tick=None) == D(98)


@pytest.fixture
def scripted(db):
    with scripted_brokers():
        yield


def protected(account, **given) -> Instruction:
    return an_order(account, **{"stop_loss_offset": D(5), "take_profit": D(110), **given})


def the(entry, purpose) -> Instruction:
    return Instruction.objects.filter(entry=entry, purpose=purpose).latest("pk")


def test_after_a_part_of_the_entry_stop_and_target_stand_and_grow_with_it(scripted):
    account = an_account(Market(script=deque(["fill 40"])))
    entry = protected(account)
    lane = a_lane(account)
    lane.serve()
    stop, target = the(entry, "stop"), the(entry, "target")
    assert (stop.stop_price, stop.side, stop.kind, stop.volume, stop.state) == (
        D(95), "sell", "stop", 40, State.ACCEPTED
    )  # fmt: skip
    assert (target.limit_price, target.volume, target.state) == (D(110), 40, State.ACCEPTED)
    market_of(account).fill("1")
    lane.serve(compare=True)
    assert (fresh(stop).volume, fresh(target).volume) == (100, 100)
    assert {order.volume for order in market_of(account).orders.values()} == {D(100)}


def test_one_trades_and_the_other_is_cancelled(scripted):
    account = an_account(Market(script=deque(["fill"])))
    entry = protected(account)
    lane = a_lane(account)
    lane.serve()
    stop, target = the(entry, "stop"), the(entry, "target")
    market_of(account).fill(fresh(target).broker_order)
    lane.serve(compare=True)
    assert (fresh(target).state, fresh(stop).state) == (State.FILLED, State.CANCELLED)


def test_both_trade_before_either_is_cancelled_and_somebody_hears_of_it(scripted):
    account = an_account(Market(script=deque(["fill"])))
    entry = protected(account)
    lane = a_lane(account)
    lane.serve()
    for purpose in BOTH:
        market_of(account).fill(fresh(the(entry, purpose)).broker_order)
    lane.serve(compare=True)
    lane.serve(compare=True)
    assert kinds(entry).count("overtraded") == 1
    assert [event.kind for event in events_about(subject=entry.subject)] == ["ProtectionOvertraded"]


def test_a_broker_that_changes_nothing_gets_another_in_its_place(scripted):
    account = an_account(Market(can=replace(CAN, replaces=False), script=deque(["fill 40"])))
    entry = protected(account)
    lane = a_lane(account)
    lane.serve()
    first = the(entry, "stop")
    market_of(account).fill("1")
    lane.serve(compare=True)
    second = the(entry, "stop")
    assert (fresh(first).state, second.replaces_id, second.volume, second.state) == (
        State.CANCELLED, first.pk, 100, State.ACCEPTED
    )  # fmt: skip


def test_a_change_of_a_persons_order_at_such_a_broker_too(scripted):
    account = an_account(Market(can=replace(CAN, replaces=False)))
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=order.pk).update(change_asked={"volume": "60"})
    lane.serve()
    new = Instruction.objects.get(replaces=order)
    assert (fresh(order).state, new.volume, new.state) == (State.CANCELLED, 60, State.ACCEPTED)
    assert fresh(order).change_asked is None


@pytest.mark.parametrize("cancels", ["before the change left", "after it left"])
def test_who_cancels_what_was_to_be_changed_gets_no_other_in_its_place(scripted, cancels):
    account = an_account(Market(can=replace(CAN, replaces=False), cancels="work"))
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=order.pk).update(change_asked={"volume": "60"})
    if cancels == "after it left":
        lane.serve()
        assert fresh(order).cancel_sent_at is not None
    assert withdraw_orders(Instruction.objects.filter(pk=order.pk), words="Not any more.", by=None).asked
    market_of(account).cancels = "cancel"
    lane.serve()
    assert fresh(order).state == State.CANCELLED
    assert not Instruction.objects.exclude(pk=order.pk).exists()


def test_who_sells_all_needs_no_stop_any_more(scripted):
    account = an_account(Market(script=deque(["fill", "accept", "accept", "fill"])))
    entry = protected(account)
    lane = a_lane(account)
    lane.serve()
    an_order(account, side=Side.SELL, purpose=Purpose.REDUCE)
    lane.serve(compare=True)
    lane.serve(compare=True)
    assert (fresh(the(entry, "stop")).state, fresh(the(entry, "target")).state) == (State.CANCELLED, State.CANCELLED)


def test_a_stop_that_is_refused_is_an_alarm_not_a_loop(scripted):
    account = an_account(Market(script=deque(["fill", "reject", "accept"])))
    entry = protected(account)
    lane = a_lane(account)
    lane.serve()
    lane.serve(compare=True)
    assert fresh(the(entry, "stop")).state == State.REJECTED
    assert [event.kind for event in events_about(subject=entry.subject)] == ["ProtectionEnded"]
    assert (kinds(entry).count("unprotected"), kinds(entry).count("overfilled")) == (1, 0)
    assert market_of(account).count("submit") == 3


def test_where_the_broker_keeps_them_together_they_go_along_with_prices(scripted):
    account = an_account(Market(can=replace(CAN, brackets=True), script=deque(["fill"])))
    entry = protected(account)
    a_lane(account).serve()
    order = market_of(account).orders["1"]
    assert (order.stop_loss, order.take_profit, order.status) == (D(96), D(110), OrderStatus.FILLED)
    assert not Instruction.objects.filter(entry=entry).exists()
