"""Several people, and whoever sends, at the same row at the same moment."""

from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.trail.api import events_about
from fidus.lib import clock
from trading.orders.errors import OrdersError
from trading.orders.models import Instruction, OrderEvent, Switch
from trading.orders.services.ask_cancel import ask_cancel
from trading.orders.services.cancel_all import cancel_all
from trading.orders.services.close_positions import close_positions
from trading.orders.services.release_order import release_order
from trading.orders.services.set_switch import set_switch
from trading.orders.tests.scenes import D, a_position, a_trader, an_account, an_order, by_hand

pytestmark = pytest.mark.usefixtures("committed_db")


def together(*deeds):
    """What each came to, or was refused with, all of them begun at the same moment."""
    barrier, answers = Barrier(len(deeds)), {}

    def run(number, deed):
        try:
            barrier.wait()
            answers[number] = deed()
        except OrdersError as refused:
            answers[number] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=given) for given in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == len(deeds)
    return [answers[number] for number in range(len(deeds))]


def refused(answers):
    return [one for one in answers if isinstance(one, OrdersError)]


def test_an_order_is_released_once_and_a_position_closed_once():
    account, people = an_account(margin_mode="netting"), [a_trader() for _ in range(4)]
    a_position(account, "1.00")
    order = an_order(account, state="held")
    answers = together(*(lambda by=by: release_order(instruction=order, by=by) for by in people))
    assert len(refused(answers)) == 3
    assert OrderEvent.objects.filter(instruction=order, kind="released").count() == 1
    assert len(events_about(subject=order.subject)) == 1
    answers = together(*(lambda by=by: close_positions(account=account, by=by, reason="all") for by in people))
    assert len(refused(answers)) == 3
    assert Instruction.objects.filter(purpose="reduce").count() == 1


def claim(order):
    """As whoever sends takes it up."""
    now = clock.now()
    return Instruction.objects.filter(pk=order.pk, state="ready").update(state="sending", claimed_at=now, sent_at=now)


def test_a_cancel_while_it_is_taken_up_is_a_drop_or_a_cancel_and_never_neither():
    account, by = an_account(), a_trader()
    for _ in range(12):
        order = an_order(account)
        claimed, cancelled = together(partial(claim, order), partial(ask_cancel, instruction=order, by=by))
        row = Instruction.objects.get(pk=order.pk)
        assert not isinstance(cancelled, OrdersError)
        assert (row.state, row.cancel_asked_at is not None) == (("sending", True) if claimed else ("dropped", False))


def test_everything_is_cancelled_while_it_is_taken_up():
    account, by = an_account(), a_trader()
    orders = [an_order(account) for _ in range(20)]
    together(lambda: [claim(one) for one in orders], lambda: cancel_all(scope="firm", by=by, reason="stop"))
    for row in Instruction.objects.all():
        assert (row.state == "dropped") != (row.state == "sending" and row.cancel_asked_at is not None)


def test_after_a_halt_nothing_more_is_placed():
    account, people = an_account(), [a_trader() for _ in range(5)]
    halted_at = []

    def burst(by):
        times = []
        for _ in range(6):
            began = clock.now()
            try:
                by_hand(account, by, volume=D("0.01"))
            except OrdersError:
                continue
            times.append(began)
        return times

    def halt():
        set_switch(scope="account", thing=account, action="halt", reason="a burst", by=people[0])
        halted_at.append(clock.now())

    placed = [at for times in together(*(lambda by=by: burst(by) for by in people), halt)[:-1] for at in times]
    assert all(at < halted_at[0] for at in placed)
    assert Instruction.objects.count() == len(placed)


def test_one_thing_has_one_switch_whoever_sets_it():
    account, people = an_account(), [a_trader() for _ in range(6)]
    answers = together(
        *(
            lambda by=by, number=number: set_switch(
                scope="account", thing=account, action=("halt", "reduce")[number % 2], reason="at once", by=by
            )
            for number, by in enumerate(people)
        )
    )
    switch = Switch.objects.get()
    done = len(answers) - len(refused(answers))
    kinds = [event.kind for event in events_about(subject=switch.subject)]
    assert len(kinds) == done
    assert kinds[0] == {"halted": "TradingHalted", "reducing": "TradingReduced"}[switch.state]
