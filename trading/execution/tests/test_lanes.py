"""One account's way out: what each answer of a broker, and each kind of silence, makes of an order."""

import time
from collections import deque
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from accounts.trail.api import events_about
from fidus.lib import clock
from trading.brokers.facts import OrderStatus
from trading.connections.models import Connection
from trading.execution.errors import LaneLost
from trading.execution.models import Lane
from trading.execution.services import send_orders
from trading.execution.services.claim_orders import claim_orders
from trading.execution.services.expire_orders import expire_orders
from trading.execution.services.hold_lanes import give_back_lanes, renew_lanes, take_lanes
from trading.execution.tests.scenes import (
    a_lane,
    a_trader,
    an_account,
    an_order,
    fresh,
    kinds,
    market_of,
    scripted_brokers,
    settle,
    some_orders,
)  # fmt: skip
from trading.execution.tests.scripted import CAN, Market
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.domain.references import reference_of
from trading.orders.models import Fill, Instruction, Purpose, Switch


@pytest.fixture(autouse=True)
def scripted(db):
    with scripted_brokers():
        yield


def market(*script, **given) -> Market:
    return Market(script=deque(script), **given)


def looked_at_later(order, seconds=120) -> None:
    """As if so much time had gone by since it was sent and last looked for."""
    then = clock.now() - timedelta(seconds=seconds)
    Instruction.objects.filter(pk=order.pk).update(sent_at=then, looked_up_at=then)


def set_switch(state, **given) -> None:
    Switch.objects.create(**{"scope": "firm", "state": state, "reason": "tried", "set_at": clock.now(), **given})


def test_ready_is_sent_once_and_its_fills_follow():
    account = an_account(market("fill"))
    order = an_order(account)
    told = []
    settle(a_lane(account, tell=told.extend))
    row = fresh(order)
    assert (row.state, row.broker_order, row.filled, row.told_filled) == (State.FILLED, "1", 100, 100)
    assert kinds(order) == ["placed", "claimed", "sent", "filled"]
    assert Fill.objects.get().number == "T1"
    assert market_of(account).count("submit") == 1
    assert {one.instruction.pk for one in told} == {order.pk}


def test_fills_that_are_told_later_are_waited_for_and_not_asked_for_without_end():
    account = an_account(market("fill 40"))
    order = an_order(account)
    lane, hidden = a_lane(account), market_of(account)
    hidden.trades = Untold()
    assert 0 < settle(lane) <= 1.0
    assert hidden.count("fills") == 1
    assert (fresh(order).filled, fresh(order).told_filled) == (0, 40)
    hidden.trades = list(hidden.trades.kept)
    lane.serve(compare=True)
    assert fresh(order).filled == 40


class Untold(list):
    """Trades that the broker has and does not tell yet."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = []

    def append(self, trade) -> None:
        self.kept.append(trade)


def test_accepted_then_timed_out_is_looked_up_and_never_sent_again():
    account = an_account(market("timeout"))
    order = an_order(account)
    a_lane(account).serve()
    assert fresh(order).state == State.ACCEPTED
    assert kinds(order) == ["placed", "claimed", "lost", "looked up", "accepted"]
    assert market_of(account).references() == [order.reference]


def test_what_surely_never_came_is_absent_only_after_several_looks_over_a_time():
    account = an_account(market("lost"))
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    assert (fresh(order).state, fresh(order).look_ups) == (State.UNKNOWN, 1)
    for looks in (2, 3):
        looked_at_later(order)
        lane.serve()
        assert (fresh(order).state, fresh(order).look_ups) == (State.UNKNOWN, looks)
    looked_at_later(order)
    lane.serve()
    assert fresh(order).state == State.ABSENT
    assert market_of(account).count("submit") == 1
    # People heard that nobody knew, and hear how it ended.
    events = {event.kind: event.data["words"] for event in events_about(subject=order.subject)}
    assert list(events) == ["OrderFoundAbsent", "OrderOutcomeUnknown"]
    assert events["OrderFoundAbsent"].startswith("The broker has none of it: asked 4 times")


def test_an_absent_one_that_turns_up_is_followed():
    account = an_account(market("timeout"))
    order = an_order(account)
    market_of(account).hidden.add(order.reference)
    lane = a_lane(account)
    for _ in range(4):
        lane.serve()
        looked_at_later(order)
    assert fresh(order).state == State.ABSENT
    market_of(account).hidden.clear()
    lane.serve(compare=True)
    assert fresh(order).state == State.ACCEPTED


def test_what_nobody_foresaw_is_unknown_and_looked_up():
    account = an_account(market("burst"))
    order = an_order(account)
    a_lane(account).serve()
    assert fresh(order).state == State.ACCEPTED
    assert "lost" in kinds(order)


def test_a_refusal_ends_it_with_the_brokers_words():
    account = an_account(market("reject"))
    order = an_order(account)
    a_lane(account).serve()
    row = fresh(order)
    assert (row.state, row.reason, row.code) == (State.REJECTED, "there is not enough money", "margin")
    assert row.done_at


def test_surely_not_sent_goes_again_later_and_the_rest_with_it():
    account = an_account(market("unsent"))
    first, second = some_orders(account, 2)
    lane = a_lane(account)
    wait = lane.serve()
    assert wait >= 1.0
    assert (fresh(first).state, fresh(second).state) == (State.READY, State.READY)
    assert fresh(first).sent_at is None
    assert Lane.objects.get(pk=account.pk).words == "nobody answers"
    assert lane.serve() > 0  # not before its time
    assert market_of(account).count("submit") == 1
    lane._patience._until = 0.0
    lane.serve()
    assert (fresh(first).state, fresh(second).state) == (State.ACCEPTED, State.ACCEPTED)
    assert market_of(account).references() == [first.reference, second.reference]
    assert Lane.objects.get(pk=account.pk).words == ""


def test_not_sent_and_too_late_is_dropped(monkeypatch):
    account = an_account(market("unsent"))
    order = an_order(account, send_until=clock.now() + timedelta(minutes=5))
    # It was claimed in time; the answer comes later.
    monkeypatch.setattr(send_orders, "clock", SimpleNamespace(now=lambda: clock.now() + timedelta(minutes=6)))
    a_lane(account).serve()
    row = fresh(order)
    assert (row.state, row.sent_at, row.broker_order) == (State.DROPPED, None, "")


def test_what_is_too_late_is_never_claimed_and_dropped_with_words():
    account = an_account()
    order = an_order(account, send_until=clock.now() - timedelta(seconds=1))
    a_lane(account).serve()
    assert fresh(order).state == State.READY
    assert len(expire_orders()) == 1
    assert fresh(order).state == State.DROPPED
    assert "time had passed" in fresh(order).reason
    assert market_of(account).count("submit") == 0


def test_the_wrong_account_gets_nothing():
    account = an_account(market("wrong"))
    order = an_order(account)
    assert a_lane(account).serve() > 0
    assert fresh(order).state == State.READY
    assert Lane.objects.get(pk=account.pk).words == "another account answered"


def test_a_broker_that_asks_for_patience_gets_it():
    account = an_account(market("throttle 7.5"))
    order = an_order(account)
    assert 7 < a_lane(account).serve() <= 7.5
    assert fresh(order).state == State.READY


def test_what_waited_for_its_turn_goes_on_though_nobody_asks_again():
    account = an_account(Market(can=replace(CAN, orders_within=((2, 3),))))
    some_orders(account, 3)
    lane = a_lane(account)
    wait = lane.serve()
    assert (market_of(account).count("submit"), 0 < wait <= 3) == (2, True)
    time.sleep(wait)
    lane.serve(look=False)
    assert market_of(account).count("submit") == 3


def test_what_is_only_due_does_not_look_for_new_orders():
    account = an_account(market("fill"))
    some_orders(account, 1)
    lane = a_lane(account)
    time.sleep(lane.serve() or 0)
    some_orders(account, 1)
    lane.serve(look=False)
    assert (market_of(account).count("submit"), market_of(account).count("fills")) == (1, 1)
    settle(lane)
    assert market_of(account).count("submit") == 2


def test_the_limits_of_a_broker_are_counted_over_senders():
    can = replace(CAN, orders_within=((3, 60),))
    account = an_account(Market(can=can))
    orders = some_orders(account, 5)
    first = a_lane(account)
    assert first.serve() > 50
    assert market_of(account).count("submit") == 3
    give_back_lanes([first.holder])
    assert a_lane(account).serve() > 50  # a new sender has no new limits
    assert market_of(account).count("submit") == 3
    assert [str(fresh(order).state) for order in orders] == ["accepted"] * 3 + ["ready"] * 2


def test_forty_of_a_hundred_and_then_nothing_more():
    account = an_account(market("fill 40"))
    order = an_order(account)
    lane = a_lane(account)
    settle(lane)
    assert (fresh(order).state, fresh(order).filled) == (State.PARTIAL, 40)
    market_of(account).end("1", OrderStatus.CANCELLED)
    lane.serve(compare=True)
    assert (fresh(order).state, fresh(order).filled) == (State.CANCELLED, 40)


def test_a_cancel_is_carried_out_before_new_orders():
    account = an_account()
    first = an_order(account)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=first.pk).update(cancel_asked_at=clock.now())
    second = an_order(account)
    lane.serve()
    assert (fresh(first).state, fresh(second).state) == (State.CANCELLED, State.ACCEPTED)
    asked = [what for _, what, _ in market_of(account).asked if what in ("submit", "cancel")]
    assert asked == ["submit", "cancel", "submit"]


def test_a_cancel_before_sending_needs_no_broker():
    account = an_account()
    order = an_order(account)
    Instruction.objects.filter(pk=order.pk).update(cancel_asked_at=clock.now())
    a_lane(account).serve()
    assert fresh(order).state == State.DROPPED
    assert market_of(account).asked == []


def test_a_cancel_of_an_unknown_one_looks_first():
    account = an_account(market("timeout"))
    order = an_order(account)
    market_of(account).hidden.add(order.reference)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=order.pk).update(cancel_asked_at=clock.now())
    looked_at_later(order)
    lane.serve()
    assert market_of(account).count("cancel") == 0
    market_of(account).hidden.clear()
    looked_at_later(order)
    lane.serve()
    assert fresh(order).state == State.CANCELLED


def test_a_cancel_that_comes_too_late_finds_it_filled():
    account = an_account(Market(cancels="fill"))
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=order.pk).update(cancel_asked_at=clock.now())
    settle(lane)
    row = fresh(order)
    assert (row.state, row.filled) == (State.FILLED, 100)


def test_a_refused_cancel_is_said_and_asked_for_once():
    account = an_account(Market(cancels="refuse"))
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=order.pk).update(cancel_asked_at=clock.now())
    lane.serve()
    lane.serve()
    assert fresh(order).state == State.ACCEPTED
    assert market_of(account).count("cancel") == 1
    assert order.events.get(kind="cancel refused").words == "too late"


def test_a_cancel_without_an_answer_is_asked_for_again():
    account = an_account(Market(cancels="timeout"))
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=order.pk).update(cancel_asked_at=clock.now())
    lane.serve()
    lane._patience._until = 0.0
    lane.serve()
    assert fresh(order).state == State.CANCELLED
    assert market_of(account).count("cancel") == 2


@pytest.mark.parametrize("how", ["goes on working", "works again"])
def test_a_cancel_that_was_taken_and_does_not_come_about_is_asked_for_again(how):
    account = an_account(Market(cancels="work" if how == "goes on working" else "cancel"))
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=order.pk).update(cancel_asked_at=clock.now())
    lane.serve()
    market_of(account).end("1", OrderStatus.WORKING)
    lane.serve(compare=True)
    assert (fresh(order).state, market_of(account).count("cancel")) == (State.ACCEPTED, 1)  # it may still come
    then = clock.now() - timedelta(seconds=11)
    Instruction.objects.filter(pk=order.pk).update(cancel_asked_at=then, cancel_sent_at=then)
    market_of(account).cancels = "cancel"
    lane.serve(compare=True)
    assert (fresh(order).state, market_of(account).count("cancel")) == (State.CANCELLED, 2)


def test_a_fill_after_the_cancel_is_found_by_comparing():
    account = an_account()
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=order.pk).update(cancel_asked_at=clock.now())
    lane.serve()
    market_of(account).fill("1", "100", over=True)
    lane.serve(compare=True)
    assert (fresh(order).state, fresh(order).filled) == (State.FILLED, 100)
    assert Fill.objects.get().late


def test_a_change_is_carried_out_in_its_place():
    account = an_account()
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=order.pk).update(change_asked={"volume": "50"})
    lane.serve()
    row = fresh(order)
    assert (row.volume, row.change_asked) == (50, None)
    assert market_of(account).orders["1"].volume == 50


def test_a_change_by_another_order_ends_when_the_broker_does_not_cancel_the_first():
    account = an_account(Market(can=replace(CAN, replaces=False), cancels="refuse"))
    order = an_order(account)
    lane = a_lane(account)
    lane.serve()
    Instruction.objects.filter(pk=order.pk).update(change_asked={"volume": "50"})
    lane.serve()
    row = fresh(order)
    assert (row.state, row.volume, row.change_asked) == (State.ACCEPTED, 100, None)
    assert {"cancel refused", "change refused"} <= set(kinds(order))
    assert Instruction.objects.count() == 1


def test_a_change_before_sending_is_simply_written():
    account = an_account()
    order = an_order(account)
    Instruction.objects.filter(pk=order.pk).update(change_asked={"volume": "50"})
    a_lane(account).serve()
    assert market_of(account).orders["1"].volume == 50


def test_halted_lets_nothing_but_cancels_pass():
    account = an_account()
    first = an_order(account)
    lane = a_lane(account)
    lane.serve()
    set_switch("halted")
    second = an_order(account)
    reducing = an_order(account, purpose=Purpose.REDUCE)
    Instruction.objects.filter(pk=first.pk).update(cancel_asked_at=clock.now())
    lane.serve()
    assert (fresh(first).state, fresh(second).state, fresh(reducing).state) == (
        State.CANCELLED, State.READY, State.READY
    )  # fmt: skip


@pytest.mark.parametrize("scope", ["firm", "broker", "account"])
def test_reducing_lets_what_reduces_pass(scope):
    account, other = an_account(), an_account(broker="Another Invented")
    given = {"firm": {}, "broker": {"broker": account.broker}, "account": {"account": account}}[scope]
    set_switch("reducing", scope=scope, **given)
    opening, reducing = an_order(account), an_order(account, purpose=Purpose.REDUCE)
    elsewhere = an_order(other)
    a_lane(account).serve()
    a_lane(other).serve()
    assert (fresh(opening).state, fresh(reducing).state) == (State.READY, State.ACCEPTED)
    assert fresh(elsewhere).state == (State.READY if scope == "firm" else State.ACCEPTED)


@pytest.mark.parametrize("why", ["may not", "paused", "disabled"])
def test_an_account_that_is_not_to_be_traded_is_not(why):
    account = an_account()
    order = an_order(account)
    connection = Connection.objects.filter(account=account)
    if why == "may not":
        connection.update(may_trade=False)
    elif why == "paused":
        connection.update(paused_at=clock.now(), pause_reason="tried")
    else:
        account.__class__.objects.filter(pk=account.pk).update(disabled_at=clock.now())
    a_lane(account).serve()
    assert fresh(order).state == State.READY
    assert market_of(account).count("submit") == 0


def test_held_and_dry_stay_where_they_are():
    account = an_account()
    held, dry = an_order(account, state=State.HELD), an_order(account, state=State.DRY_RUN)
    a_lane(account).serve()
    assert (fresh(held).state, fresh(dry).state) == (State.HELD, State.DRY_RUN)
    assert market_of(account).asked == []


def test_a_lane_is_one_senders_until_its_lease_runs_out():
    account = an_account()
    (first,) = take_lanes([account.pk]).values()
    assert take_lanes([account.pk]) == {}
    assert renew_lanes([first], lease=0) == {first}
    (second,) = take_lanes([account.pk]).values()
    assert second != first
    assert renew_lanes([first]) == set()


def test_a_late_write_of_a_lane_that_was_taken_over_is_refused():
    account = an_account(market("fill"))
    order = an_order(account)
    stalled = a_lane(account)
    claimed = claim_orders(account.pk, stalled.holder, 10)
    assert [one.pk for one in claimed] == [order.pk]
    Lane.objects.filter(pk=account.pk).update(leased_until=clock.now() - timedelta(seconds=1))
    a_lane(account).serve()  # takes it over: nobody knows what became of the order
    assert fresh(order).state == State.UNKNOWN
    with pytest.raises(LaneLost):
        stalled.serve()
    assert claim_orders(account.pk, stalled.holder, 10) == []
    assert claim_orders(account.pk, uuid4(), 10) == []


def test_an_order_that_looks_like_ours_and_is_not_is_reported(caplog):
    account = an_account()
    an_order(account, by=a_trader())
    lane = a_lane(account)
    lane.serve()
    ours = market_of(account).orders["1"]
    strange = reference_of(36**9 - 1, mark="F")
    market_of(account).orders["2"] = replace(ours, id="2", reference=strange)
    lane.serve(compare=True)
    assert strange in caplog.text
