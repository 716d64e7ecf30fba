"""From signals to orders with everything at once: the same signal by every way, and a halt in the middle of a burst."""

from __future__ import annotations

import io
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from accounts.gateway.tests.callers import Caller
from fidus.lib import clock
from tests.waiting import wait_until
from trading.brokers.facts import OrderKind
from trading.decision.models import Decision
from trading.decision.tests import scenes as decided
from trading.execution.tests.scenes import Trading, a_trader, scripted_brokers, some_orders
from trading.execution.tests.scripted import Market, markets
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.models import Instruction
from trading.orders.services.cancel_all import cancel_all
from trading.orders.services.set_switch import set_switch
from trading.signals.models import RawSignal, Signal
from trading.signals.services.receive_signal import receive_signal
from trading.signals.services.take_dropped_files import folder_of, take_dropped_files
from trading.signals.tests.scenes import a_developer, a_door

BUY = "BUY INVENTED UNITS 1"


@pytest.fixture(autouse=True)
def scripted(committed_db):
    with scripted_brokers():
        yield


def an_account(market: Market):
    account = decided.an_account("1000000", seen=clock.now())
    markets[account.login] = market
    return account


def a_strategy(*accounts, **given):
    strategy = decided.strategy_of(asset="stock", **given)
    for account in accounts:
        share = str(Decimal(100) / len(accounts))
        decided.allocated(strategy, account, share, size_kind="units", size_value=Decimal(1))
    return strategy


def together(deeds: list[Callable[[], object]], threads: int = 20) -> None:
    """All of them, by so many threads that begin at one moment."""
    barrier, faults = threading.Barrier(threads), []

    def run(mine: list[Callable[[], object]]) -> None:
        try:
            barrier.wait(20)
            for deed in mine:
                deed()
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)
        finally:
            connections.close_all()

    each = [threading.Thread(target=run, args=(deeds[place::threads],)) for place in range(threads)]
    for thread in each:
        thread.start()
    for thread in each:
        thread.join(60)
    assert faults == []


@pytest.mark.parametrize("named", [True, False], ids=["with an id", "without"])
def test_the_same_signal_a_hundred_times_by_every_way_at_once_is_one_order(settings, tmp_path, named):
    settings.VAR_DIR = tmp_path
    decided.shares(seen=clock.now())
    market, developer = Market(then="fill"), a_developer()
    strategy = a_strategy(an_account(market), developer=developer)
    secret = a_door(strategy, "webhook").secret
    for kind in ("rest", "file", "command"):
        a_door(strategy, kind)
    take_dropped_files()
    caller = Caller(developer, scope="signals:write signals:read")
    body = BUY + " ID the-same" * named
    (tmp_path / "signal.txt").write_text(body)

    def by_webhook() -> None:
        assert Client().post(f"/signals/{secret}", body, content_type="text/plain").status_code in (200, 202)

    def by_rest() -> None:
        sent = Caller(None)
        sent.headers = caller.headers
        assert sent.post("signals", {"strategy": strategy.code, "message": body}).status_code == 201

    def by_file() -> None:
        name = threading.get_ident()
        unfinished = folder_of(strategy.code) / "in" / f"{name}-{time.monotonic_ns()}.part"
        unfinished.write_text(body)
        unfinished.rename(unfinished.with_suffix(".txt"))
        take_dropped_files()

    def by_command() -> None:
        call_command("send_signal", str(tmp_path / "signal.txt"), strategy=strategy.code, stdout=io.StringIO())

    with Trading(decides=True):
        together([by_webhook, by_rest, by_file, by_command] * 25)
        wait_until(lambda: Instruction.objects.filter(state=State.FILLED).exists())
        take_dropped_files()
        wait_until(lambda: not Signal.objects.filter(state="received").exists())
    assert Counter(RawSignal.objects.values_list("outcome", flat=True)) == {"taken": 1, "duplicate": 99}
    assert Counter(RawSignal.objects.values_list("door__kind", flat=True)) == dict.fromkeys(
        ("webhook", "rest", "file", "command"), 25
    )
    assert (Signal.objects.count(), Decision.objects.count(), Instruction.objects.count()) == (1, 1, 1)
    assert len(market.orders) == market.count("submit") == 1


def test_a_halt_while_signals_pour_in_lets_nothing_but_cancels_out():
    decided.shares(seen=clock.now())
    all_markets = [Market(then="fill", seconds=0.01) for _ in range(2)]
    accounts, trader = [an_account(market) for market in all_markets], a_trader()
    door = a_door(a_strategy(*accounts), "webhook", calls_a_minute=60_000).door
    resting = [
        order for account in accounts
        for order in some_orders(account, 2, by=trader, kind=OrderKind.LIMIT, limit_price=Decimal(50))
    ]  # fmt: skip
    for market in all_markets:
        market.script.extend(["accept", "accept"])
    stop, sent = threading.Event(), []

    def pour() -> None:
        try:
            while not stop.is_set():
                sent.append(receive_signal(door=door, body=f"BUY INVENTED UNITS 2 ID s{len(sent)}".encode()).outcome)
        finally:
            connections.close_all()

    pouring = threading.Thread(target=pour)

    def pouring_stopped() -> None:
        stop.set()
        pouring.join(20)

    with Trading(decides=True), ExitStack() as ends:
        wait_until(lambda: Instruction.objects.filter(state=State.ACCEPTED).count() == len(resting))
        pouring.start()
        ends.callback(pouring_stopped)
        wait_until(lambda: sum(market.count("submit") for market in all_markets) > 30)
        set_switch(scope="firm", action="halt", reason="tried", by=trader)
        halted, since = clock.now(), time.monotonic()
        many = len(sent)
        cancel_all(scope="firm", by=trader, reason="tried")
        wait_until(lambda: not Instruction.objects.filter(done_at=None).exclude(state=State.READY).exists())
        wait_until(lambda: len(sent) > many + 60)
        pouring_stopped()
        wait_until(lambda: not Signal.objects.filter(state="received").exists())
        time.sleep(1.2)  # a look by the clock
    assert set(sent) == {"taken"}
    assert {str(row.state) for row in Instruction.objects.filter(pk__in=[one.pk for one in resting])} == {"cancelled"}
    late = [which for market in all_markets for at, what, which in market.asked if what == "submit" and at > since]
    claimed = Instruction.objects.filter(reference__in=late).values_list("claimed_at", flat=True)
    # Whose claim had begun when the switch was committed, on a machine that may pause in between.
    assert all(at <= halted + timedelta(seconds=1) for at in claimed)
    asked = Counter(what for market in all_markets for at, what, _ in market.asked if at > since)
    assert asked["cancel"] == len(resting)
    assert not asked["replace"]
    # Those that were being decided just then are left out: their orders wait, or were dropped.
    later = Decision.objects.filter(signal__received_at__gt=halted)
    assert later.exists()
    assert not later.filter(outcome="ordered").exists(), set(later.values_list("outcome", "rule"))
