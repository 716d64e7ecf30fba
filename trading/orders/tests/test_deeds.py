"""Releasing, declining, cancelling and changing orders."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock
from trading.brokers.facts import Change
from trading.orders.errors import (
    NeedsConfirmation,
    NotAsDescribed,
    NotTradable,
    SecondPersonNeeded,
    TradingStopped,
    WrongState,
)
from trading.orders.models import Instruction, Purpose
from trading.orders.services.ask_cancel import ask_cancel
from trading.orders.services.ask_change import ask_change
from trading.orders.services.cancel_all import cancel_all
from trading.orders.services.decline_order import decline_order
from trading.orders.services.release_order import release_order
from trading.orders.services.set_switch import set_switch
from trading.orders.tests.scenes import D, a_fill, a_trader, an_account, an_order, of_strategy
from trading.signals.tests.scenes import a_strategy

pytestmark = pytest.mark.usefixtures("db")


def steps(order):
    return [event.kind for event in order.events.all()]


def trail(order):
    return [event.kind for event in events_about(subject=order.subject)]


# ---- release and decline


def test_somebody_else_releases_what_a_person_placed():
    placer, other, account = a_trader(), a_trader(), an_account()
    order = an_order(account, state="held", by=placer)
    with pytest.raises(SecondPersonNeeded, match="You placed this order"):
        release_order(instruction=order, by=placer)
    released = release_order(instruction=order, by=other, reason="as agreed")
    assert (released.state, released.released_by) == ("ready", other)
    assert (steps(order), trail(order)) == (["placed", "released"], ["OrderReleased"])
    with pytest.raises(WrongState, match="does not wait for release any more: it is ready"):
        release_order(instruction=order, by=other)


def test_the_database_compares_the_two_persons_as_well():
    placer = a_trader()
    order = an_order(an_account(), state="held", by=placer)
    with pytest.raises(IntegrityError, match="an_order_is_released_by_another"), transaction.atomic():
        Instruction.objects.filter(pk=order.pk).update(state="ready", released_by=placer)


def test_after_its_time_nothing_is_released():
    order = an_order(an_account(), state="held", send_until=clock.now() - timedelta(seconds=1), strategy=a_strategy())
    Instruction.objects.filter(pk=order.pk).update(signal=None)
    with pytest.raises(WrongState, match="is not sent any more"):
        release_order(instruction=order, by=a_trader())
    assert decline_order(instruction=order, by=a_trader(), reason="too late").state == "dropped"
    assert trail(order) == ["OrderDeclined"]


def test_switches_and_connections_hold_a_release_back():
    trader, account = a_trader(), an_account()
    order = of_strategy(account, state="held")
    set_switch(scope="strategy", thing=order.strategy, action="reduce", reason="odd fills", by=trader)
    with pytest.raises(TradingStopped, match="odd fills"):
        release_order(instruction=order, by=trader)
    with pytest.raises(NotTradable):
        release_order(instruction=an_order(an_account(may_trade=False), state="held"), by=trader)


def test_only_who_may_releases():
    order = an_order(an_account(), state="held")
    dev = staff("strategy_developer", "dev@example.test")
    for deed in (lambda: release_order(instruction=order, by=dev),
                 lambda: decline_order(instruction=order, by=dev, reason="no"),
                 lambda: ask_cancel(instruction=order, by=dev),
                 lambda: ask_change(instruction=order, change=Change(volume=D(1)), by=dev),
                 lambda: cancel_all(scope="firm", by=dev, reason="no")):  # fmt: skip
        with pytest.raises(PermissionDenied):
            deed()


# ---- cancel


@pytest.mark.parametrize("state", ["held", "ready"])
def test_what_is_not_sent_yet_is_dropped(state):
    order = an_order(an_account(), state=state)
    done = ask_cancel(instruction=order, by=a_trader(), reason="changed my mind")
    assert (done.state, done.reason, done.cancel_asked_at) == ("dropped", "changed my mind", None)
    assert steps(order) == ["placed", "dropped"]
    assert events_about(subject=order.subject)[0].data["dropped"] is True


@pytest.mark.parametrize("state", ["sending", "unknown", "accepted", "partial"])
def test_of_what_is_out_the_broker_is_asked(state):
    trader, order = a_trader(), an_order(an_account(), state=state)
    done = ask_cancel(instruction=order, by=trader)
    assert (done.state, done.cancel_asked_by) == (state, trader)
    assert done.cancel_asked_at is not None
    Instruction.objects.filter(pk=order.pk).update(cancel_sent_at=clock.now())
    # Brokers refuse a cancel now and then: it is asked for again, and sent again.
    assert ask_cancel(instruction=order, by=trader).cancel_sent_at is None
    assert steps(order) == ["placed", "cancel asked", "cancel asked"]


@pytest.mark.parametrize("state", ["filled", "cancelled", "rejected"])
def test_what_is_over_is_not_cancelled(state):
    with pytest.raises(WrongState, match=f"is {state}; there is nothing left to cancel"):
        ask_cancel(instruction=an_order(an_account(), state=state), by=a_trader())


def test_everything_of_a_scope_is_cancelled_at_once(django_assert_max_num_queries):
    trader, here, there = a_trader(), an_account(), an_account(broker="Other Markets")
    mine = a_strategy()
    rows = {
        name: an_order(account, state=state, strategy=strategy)
        for name, account, state, strategy in [
            ("held", here, "held", mine), ("ready", here, "ready", None), ("out", here, "accepted", mine),
            ("over", here, "filled", mine), ("other", there, "accepted", None),
        ]
    }  # fmt: skip
    stop = an_order(here, state="accepted", purpose=Purpose.STOP, entry=rows["over"])

    def stands():
        found = Instruction.objects.in_bulk([row.pk for row in [*rows.values(), stop]])
        return {pk for pk, row in found.items() if row.cancel_asked_at or row.state == "dropped"}

    with django_assert_max_num_queries(14):
        done = cancel_all(scope="strategy", thing=mine, by=trader, reason="stop it")
    assert (done.dropped, done.asked) == ((rows["held"].pk,), (rows["out"].pk,))
    done = cancel_all(scope="broker", thing=here.broker, by=trader, reason="stop it", keep_protection=True)
    assert (done.dropped, done.asked) == ((rows["ready"].pk,), ())
    assert (cancel_all(scope="account", thing=here, by=trader, reason="all").asked) == (stop.pk,)
    assert cancel_all(scope="firm", by=trader, reason="all").asked == (rows["other"].pk,)
    assert stands() == {row.pk for row in [*rows.values(), stop]} - {rows["over"].pk}
    assert not cancel_all(scope="firm", by=trader, reason="all")
    assert [event.data["asked"] for event in events_about(subject="firm:")] == [0, 1]


# ---- change


def working(account=None, **given):
    return an_order(account or an_account(), state="accepted", **given)


def test_a_working_order_gets_another_price():
    trader, order = a_trader(), working()
    asked = ask_change(
        instruction=order, change=Change(limit_price=D("1.0500"), volume=D("0.10")), by=trader, confirmed=True
    )
    assert asked.change_asked == {"limit_price": "1.05"}
    assert (steps(order), trail(order)) == (["placed", "change asked"], ["OrderChangeAsked"])
    with pytest.raises(WrongState, match="is being changed already"):
        ask_change(instruction=order, change=Change(limit_price=D("1.0400")), by=trader)


@pytest.mark.parametrize("state", ["held", "ready", "sending", "unknown", "filled", "cancelled"])
def test_only_what_works_is_changed(state):
    order = an_order(an_account(), state=state)
    with pytest.raises(WrongState, match=f"is {state}; only an order that works"):
        ask_change(instruction=order, change=Change(volume=D("0.05")), by=a_trader())


def test_what_is_being_cancelled_is_not_changed():
    trader, order = a_trader(), working()
    ask_cancel(instruction=order, by=trader)
    with pytest.raises(WrongState, match="is being cancelled"):
        ask_change(instruction=order, change=Change(volume=D("0.05")), by=trader)


def test_a_change_goes_by_the_rules_of_a_new_order():
    trader, order = a_trader(), working()
    for change, words in [
        (Change(volume=D("0.10")), "another than it is"),
        (Change(volume=D("0.015")), "Volumes go in steps"),
        (Change(limit_price=D("1.09")), "it would be filled at once"),
        (Change(stop_price=D("1.09")), "has no stop price"),
        (Change(volume=D("5")), "more than the account"),
    ]:
        with pytest.raises(NotAsDescribed, match=words):
            ask_change(instruction=order, change=change, by=trader)
    with pytest.raises(NeedsConfirmation, match=r"worth 84.8 %"):
        ask_change(instruction=order, change=Change(volume=D("0.80")), by=trader)
    a_fill(order, "0.05")
    with pytest.raises(NotAsDescribed, match=r"0.05 of it is filled already"):
        ask_change(instruction=order, change=Change(volume=D("0.05")), by=trader)


def test_a_halt_lets_no_change_pass():
    trader, order = a_trader(), working()
    set_switch(scope="account", thing=order.account, action="halt", reason="a bad day", by=trader)
    with pytest.raises(TradingStopped):
        ask_change(instruction=order, change=Change(volume=D("0.05")), by=trader)
    assert ask_cancel(instruction=order, by=trader).cancel_asked_at is not None


def test_protection_is_never_made_larger():
    entry = working()
    stop = an_order(entry.account, state="accepted", purpose=Purpose.STOP, entry=entry)
    with pytest.raises(NotAsDescribed, match="only becomes less"):
        ask_change(instruction=stop, change=Change(volume=D("0.20")), by=a_trader())
