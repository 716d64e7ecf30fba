"""Strategies whose signals become orders: doors, accounts, allocations, and the processes that trade, measured."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager
from decimal import Decimal

from benchmarks.servers import ROOT
from benchmarks.socket_broker import ask

EQUITY = Decimal(1_000_000_000)
NAME = "INVENTED"


class Firm:
    """`strategies` of one account each, or one strategy of several accounts; `port` of the broker behind a socket."""

    def __init__(self, port: int, *, strategies: int, accounts_each: int = 1) -> None:
        from trading.decision.tests import scenes
        from trading.signals.tests.scenes import a_door

        self._scenes, self.port = scenes, port
        self.server = f"Socket:{port}" if port else scenes.SERVER
        scenes.shares(NAME, server=self.server)
        self.accounts, self.secrets, self.strategies = [], [], []
        for _ in range(strategies):
            strategy = scenes.strategy_of(asset="stock")
            self.strategies.append(strategy)
            share = str(Decimal(100) / accounts_each)
            for number in range(accounts_each):
                self.accounts.append(self._account(number))
                scenes.allocated(strategy, self.accounts[-1], share, size_kind="units", size_value=Decimal(1))
            self.secrets.append(a_door(strategy, calls_a_minute=60_000).secret)
        self.keep_fresh()

    def _account(self, number: int):
        return self._scenes.an_account(EQUITY, broker=f"Invented {len(self.accounts) % 10}", server=self.server)

    def keep_fresh(self) -> None:
        """As the account watch and the prices' feed would: decisions believe nothing that is old."""
        from fidus.lib import clock
        from trading.market.models import Quote
        from trading.watch.models import Standing

        now = clock.now()
        Standing.objects.update(seen_at=now)
        Quote.objects.update(at=now, received_at=now)

    @contextmanager
    def kept_fresh(self) -> Iterator[None]:
        stop = threading.Event()

        def keep() -> None:
            while not stop.wait(10.0):
                self.keep_fresh()

        self.keep_fresh()
        thread = threading.Thread(target=keep, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def body(name: str, number: int, *, units: int = 1) -> str:
    return f"BUY {NAME} UNITS {units} ID {name}-{number}"


@contextmanager
def socket_broker() -> Iterator[int]:
    """Its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.socket_broker", str(port)], cwd=ROOT)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def orders_at(port: int, logins: Container[str] | None = None) -> dict[str, list[float]]:
    """Reference -> when the broker's socket had it, each time; of these logins alone, if they are given."""
    with socket.create_connection(("127.0.0.1", port)) as place, place.makefile("rwb") as line:
        told = ask(line, {"what": "all", "login": ""})
    asked = [mine for login, mine in told.items() if logins is None or login in logins]
    return {reference: order["times"] for mine in asked for reference, order in mine.items()}


def trade_process(settings: str = "benchmarks.trade_settings", *, until_up: bool = True) -> subprocess.Popen[bytes]:
    """`manage.py trade` as it is run; it both sends and decides when this returns, unless that is not waited for."""
    told = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "LOG_LEVEL": "ERROR",
    }
    process = subprocess.Popen([sys.executable, "manage.py", "trade"], cwd=ROOT, env=told, stdout=subprocess.PIPE)
    if until_up:
        assert process.stdout is not None
        process.stdout.readline()
    return process


@contextmanager
def trading(many: int = 1, settings: str = "benchmarks.trade_settings") -> Iterator[list[subprocess.Popen[bytes]]]:
    processes = [trade_process(settings) for _ in range(many)]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(40)


def broker_waits(name: str) -> list[float]:
    """Milliseconds that the broker took to answer, for each order of the signals named so: what FIDUS waits for."""
    from trading.orders.models import OrderEvent

    events = OrderEvent.objects.filter(instruction__signal__signal_id__startswith=f"{name}-", kind="filled")
    return [float(took) for took in events.exclude(took=None).values_list("took", flat=True)]


def wait_until_done(orders: int, seconds: float) -> int:
    """How many instructions are over once `orders` are, or the time is."""
    from trading.orders.models import Instruction

    ends = time.monotonic() + seconds
    while (done := Instruction.objects.exclude(done_at=None).count()) < orders and time.monotonic() < ends:
        time.sleep(0.05)
    return done


def why_not() -> str:
    """What the decisions said that ordered nothing."""
    from django.db.models import Count

    from trading.decision.models import Decision

    declined = Decision.objects.exclude(outcome="ordered").values_list("words").annotate(many=Count("pk"))
    return "; ".join(f"{many} x {words}" for words, many in declined[:3])
