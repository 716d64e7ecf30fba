"""The process as a whole: many accounts, several senders, deaths and restarts; nothing lost and nothing twice."""

import threading
import time
from collections import deque

import pytest
from django.db import connections

from fidus.lib import clock
from tests.waiting import wait_until
from trading.execution.models import Lane
from trading.execution.services.hold_lanes import renew_lanes, take_lanes
from trading.execution.tests.scenes import (
    Trading,
    an_account,
    an_order,
    fresh,
    market_of,
    scripted_brokers,
    some_orders,
)  # fmt: skip
from trading.execution.tests.scripted import Market
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.models import Instruction, Switch


@pytest.fixture(autouse=True)
def scripted(committed_db):
    with scripted_brokers():
        yield


def all_are(state, orders) -> bool:
    return not Instruction.objects.filter(pk__in=[order.pk for order in orders]).exclude(state=state).exists()


def test_orders_of_many_accounts_are_sent_each_once_by_two_senders():
    accounts = [an_account(Market(then="fill")) for _ in range(8)]
    with Trading(), Trading():
        orders = [order for account in accounts for order in some_orders(account, 10)]
        wait_until(lambda: all_are(State.FILLED, orders))
    for account in accounts:
        sent = market_of(account).references()
        assert len(sent) == len(set(sent)) == 10
    assert not Lane.objects.exclude(holder=None).exists()  # given back


def test_a_broker_that_hangs_holds_up_nobody_else_and_its_late_answer_is_refused():
    hanging, other = an_account(Market(script=deque(["hang"]))), an_account(Market(then="fill"))
    with Trading(seconds=0.1, threads=2):  # stuck after 3 * 0.1 + 5 s
        stuck = an_order(hanging)
        wait_until(lambda: fresh(stuck).state == State.SENDING)
        orders = some_orders(other, 20)
        wait_until(lambda: all_are(State.FILLED, orders))
        # Its lane is left, taken anew after the lease, and the order looked up: the broker has nothing of it yet.
        wait_until(lambda: fresh(stuck).state == State.UNKNOWN)
        market_of(hanging).goes_on.set()
        wait_until(lambda: fresh(stuck).state == State.ACCEPTED)
    assert market_of(hanging).count("submit") == 1


def test_a_halt_in_the_middle_of_a_burst_lets_nothing_more_out():
    account = an_account(Market(then="fill", seconds=0.01))
    with Trading():
        some_orders(account, 200)
        wait_until(lambda: len(market_of(account).orders) > 10)
        Switch.objects.create(scope="account", account=account, state="halted", reason="tried", set_at=clock.now())
        time.sleep(0.3)
        wait_until(lambda: not Instruction.objects.filter(state=State.SENDING).exists())
        sent = len(market_of(account).orders)
        time.sleep(1.0)
        assert len(market_of(account).orders) == sent < 200
        Switch.objects.update(state="active")
        wait_until(lambda: not Instruction.objects.exclude(state=State.FILLED).exists())
    assert len(set(market_of(account).references())) == len(market_of(account).orders) == 200


def test_who_is_told_to_stop_ends_what_is_under_way_and_gives_back_the_rest():
    account = an_account(Market(then="fill", seconds=0.05))
    with Trading():
        orders = some_orders(account, 100)
        wait_until(lambda: len(market_of(account).orders) > 3)
    assert not Instruction.objects.filter(state=State.SENDING).exists()
    assert Instruction.objects.filter(state=State.READY).exists()
    market_of(account).seconds = 0.0
    with Trading():
        wait_until(lambda: all_are(State.FILLED, orders))
    assert len(set(market_of(account).references())) == len(market_of(account).orders) == 100


def test_who_stands_still_in_the_middle_of_writing_holds_up_no_other_account():
    """As a process that was frozen there: its transaction is open, its lane locked, and its lease runs out."""
    frozen, other = an_account(Market(then="fill")), an_account(Market(then="fill"))
    (holder,) = take_lanes([frozen.pk], lease=0.1).values()
    stands = connections.create_connection("default")
    try:
        stands.set_autocommit(False)
        stands.cursor().execute("select 1 from execution_lane where account_id = %s for share", [frozen.pk])
        waiting = an_order(frozen)
        time.sleep(0.2)
        with Trading():
            order = an_order(other)
            wait_until(lambda: fresh(order).state == State.FILLED)
            mine = Lane.objects.get(pk=other.pk).holder
            stands.cursor().execute("select 1 from execution_lane where account_id = %s for share", [other.pk])
            assert renew_lanes([mine, holder]) == {mine, holder}
            time.sleep(2.5)  # a renewal, and both are locked
            assert market_of(frozen).count("submit") == 0
            stands.rollback()
            wait_until(lambda: fresh(waiting).state == State.FILLED)
            assert Lane.objects.get(pk=other.pk).holder == mine
    finally:
        stands.close()


def test_a_valkey_that_hangs_holds_up_no_order():
    account = an_account(Market(then="fill"))
    goes_on, beats, told = threading.Event(), [], []

    def hangs(called: list) -> None:
        called.append(1)
        goes_on.wait(120)

    with Trading(beat=lambda: hangs(beats)) as trader:
        trader._teller._tell = lambda batch: hangs(told)
        orders = some_orders(account, 20)
        wait_until(lambda: all_are(State.FILLED, orders) and beats and told)
        # Both hang all the time.
        assert (len(beats), len(told)) == (1, 1)
        goes_on.set()


def test_waiting_for_one_broker_delays_no_other():
    slow, quick = an_account(Market(script=deque(["throttle 5"]))), an_account(Market(then="fill"))
    with Trading(threads=1):
        waiting = an_order(slow)
        wait_until(lambda: market_of(slow).count("submit") == 1)
        order = an_order(quick)
        wait_until(lambda: fresh(order).state == State.FILLED)
        wait_until(lambda: fresh(waiting).state == State.ACCEPTED)
    assert submitted(quick)[0] < submitted(slow)[1]


def submitted(account) -> list[float]:
    return [at for at, what, _ in market_of(account).asked if what == "submit"]
