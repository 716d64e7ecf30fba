"""Decides about signals and sends orders, for as long as it runs: docs/execution.md."""

import signal
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from fidus import heartbeats
from fidus.lib.lasting import end_standstill_after, keep_what_is_loaded, set_for_connections
from trading.execution.services.decide_apart import DecidingProcess, decide_until
from trading.execution.services.trade import Trader

# Seconds; short, since whoever else trades waits for what is locked here.
STANDSTILL = 10


class Command(BaseCommand):
    # They load every page, which takes as long again: what is down has to be back soon. `migrate` and tests check.
    requires_system_checks: list[str] = []
    help = "Has signals decided and orders sent, cancelled, changed and followed at their brokers; several may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=settings.TRADE_THREADS, help="accounts at a time")
        parser.add_argument(
            "--only-decide", action="store_true", help="what it starts beside itself: it ends with its standard input"
        )

    def handle(self, *, threads: int, only_decide: bool, **options: Any) -> None:
        connections.close_all()
        end_standstill_after(STANDSTILL)
        # What is prepared is planned once, too: a plan for these very values would be no better, and made each time.
        # Made while a table is small, such a plan would read all of it, and go on to when it is large.
        set_for_connections(plan_cache_mode="force_generic_plan", enable_seqscan="off")
        stop = threading.Event()
        if only_decide:
            self._decide(stop)
        else:
            self._trade(threads, stop)

    def _trade(self, threads: int, stop: threading.Event) -> None:
        deciding = DecidingProcess([sys.executable, sys.argv[0], "trade", "--only-decide"], stop)

        def beat() -> None:
            if deciding.is_up():
                heartbeats.beat("trade")

        trader = Trader(
            threads=threads,
            seconds=settings.TRADE_CALL_SECONDS,
            beat=beat,
            stop=stop,
            decides=False,
        )

        def end(*_: object) -> None:
            stop.set()
            trader.wake()

        def say() -> None:
            while not stop.is_set():
                if deciding.wait_until_up(1.0):
                    self._say("trading")
                    return

        _on_the_end(end)
        deciding.start()
        keep_what_is_loaded()
        # What another left behind is sent on meanwhile: after a death that takes long enough.
        threading.Thread(target=say, name="saying", daemon=True).start()
        trader.run()
        deciding.join()

    def _decide(self, stop: threading.Event) -> None:
        _on_the_end(lambda *_: stop.set())
        keep_what_is_loaded()
        self._say("deciding")
        decide_until(stop, gone=sys.stdin.buffer.read, signs=sys.stdout.fileno())

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _on_the_end(end: Any) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
