"""Killed at each point of its way, an order is found again: never twice at the broker, and never lost."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection

from fidus.lib import clock
from tests.waiting import wait_until
from trading.brokers.base import Access
from trading.connections.models import Connection
from trading.connections.services.connect_account import connect_account
from trading.execution.models import Lane
from trading.execution.services.claim_orders import claim_orders
from trading.execution.services.hold_lanes import LEASE
from trading.execution.services.send_orders import request_of
from trading.execution.tests.scenes import (
    a_lane,
    a_trader,
    an_account,
    an_order,
    fresh,
    market_of,
    scripted_brokers,
    some_orders,
)
from trading.execution.tests.scripted import CAN, Market, Scripted
from trading.models import PaperEvent
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.models import Fill, Instruction
from trading.tests.paper_scenes import paper_account


@pytest.fixture
def scripted(db):
    with scripted_brokers():
        yield


def dies_having(account, deed) -> None:
    """A sender that claims, does `deed` with what it has claimed, and is never heard of again."""
    lane = a_lane(account)
    deed(claim_orders(account.pk, lane.holder, 10))
    Lane.objects.filter(pk=account.pk).update(leased_until=clock.now() - timedelta(seconds=1))


def test_after_the_claim_and_before_the_broker_another_takes_its_place(scripted):
    account = an_account(Market(can=replace(CAN, comes_late=False)))
    order = an_order(account)
    dies_having(account, lambda claimed: None)
    a_lane(account).serve()
    new = Instruction.objects.get(replaces=order)
    assert (fresh(order).state, new.state) == (State.ABSENT, State.ACCEPTED)
    assert market_of(account).references() == [new.reference]


def test_where_a_look_is_no_proof_that_takes_its_time(scripted):
    account = an_account()
    order = an_order(account)
    dies_having(account, lambda claimed: None)
    lane = a_lane(account)
    lane.serve()
    assert fresh(order).state == State.UNKNOWN
    for _ in range(3):
        then = clock.now() - timedelta(seconds=120)
        Instruction.objects.filter(pk=order.pk).update(sent_at=then, looked_up_at=then)
        lane.serve()
    assert fresh(order).state == State.ABSENT
    assert len(market_of(account).orders) == 1


def test_nothing_takes_the_place_of_what_is_too_late(scripted):
    account = an_account(Market(can=replace(CAN, comes_late=False)))
    order = an_order(account, send_until=clock.now() + timedelta(seconds=60))
    dies_having(account, lambda claimed: None)
    Instruction.objects.filter(pk=order.pk).update(send_until=clock.now() - timedelta(seconds=1))
    a_lane(account).serve()
    assert fresh(order).state == State.ABSENT
    assert market_of(account).orders == {}


@pytest.mark.parametrize("then", ["accept", "fill"])
def test_after_the_broker_and_before_it_was_written_it_is_found(scripted, then):
    account = an_account(Market(then=then))
    order = an_order(account)

    def send(claimed) -> None:
        broker = Scripted(Access(login=account.login))
        for one in claimed:
            broker.submit(request_of(one, broker))

    dies_having(account, send)
    a_lane(account).serve()
    assert fresh(order).state == (State.FILLED if then == "fill" else State.ACCEPTED)
    assert market_of(account).count("submit") == len(market_of(account).orders) == 1


def test_a_cancel_that_was_marked_and_not_sent_is_seen_by_comparing(scripted):
    account = an_account()
    order = an_order(account)
    a_lane(account).serve()
    now = clock.now()
    Instruction.objects.filter(pk=order.pk).update(cancel_asked_at=now, cancel_sent_at=now)
    Lane.objects.filter(pk=account.pk).update(leased_until=now - timedelta(seconds=1))
    a_lane(account).serve()
    assert fresh(order).state == State.CANCELLED


def a_process() -> subprocess.Popen:
    database = connection.settings_dict
    url = f"postgresql://fidus_app@/{database['NAME']}?host={database['HOST']}&port={database['PORT'] or 5432}"
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "fidus.settings", "SECRET_KEY": "tests",
        "DOCUMENT_KEYS": settings.DOCUMENT_KEYS[0], "DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1/0",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, "manage.py", "trade"], env=environment, cwd=settings.BASE_DIR)


def test_killed_in_a_burst_nothing_is_twice_or_lost_and_another_goes_on(committed_db):
    """And there is no Valkey at all."""
    accounts = [paper_account(balance="100000000.00") for _ in range(3)]
    for account in accounts:
        connect_account(account=account, gateway=None, by=None)
    Connection.objects.update(may_trade=True)
    processes = [a_process(), a_process()]
    try:
        trader = a_trader()
        orders = [order for account in accounts for order in some_orders(account, 30, by=trader, volume="0.01")]
        wait_until(lambda: PaperEvent.objects.filter(kind="filled").count() >= 12)
        # Whichever of them has a lane dies with it.
        processes[0].send_signal(signal.SIGKILL)
        processes[0].wait()
        at = time.monotonic()
        wait_until(lambda: not Instruction.objects.filter(done_at=None).exists())
        took = time.monotonic() - at
        wait_until(lambda: Fill.objects.count() == len(orders))
    finally:
        processes[1].terminate()
        ended = processes[1].wait(30)
    traded = Counter(PaperEvent.objects.filter(kind="filled").values_list("book__account", flat=True))
    assert ended == 0
    assert traded == {account.pk: 30 for account in accounts}
    done = Instruction.objects.filter(state=State.FILLED)
    assert done.count() == len(orders)
    assert {row.filled for row in done} == {Decimal("0.01")}
    assert took < LEASE + 60  # the rest of the burst, on whatever machine this is
    assert not Lane.objects.exclude(holder=None).exists()
