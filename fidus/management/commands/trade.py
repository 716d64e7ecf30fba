"""Decides about signals and sends orders, for as long as it runs: docs/execution.md."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from fidus import heartbeats
from fidus.lib.lasting import keep_what_is_loaded
from trading.execution.services.trade import Trader

# Milliseconds that the database waits for us in the middle of a transaction before it ends it, and its locks, without
# us: if this machine is frozen, or gone without a word, whoever else trades would wait for as long.
IDLE_IN_TRANSACTION = 10_000


class Command(BaseCommand):
    help = "Has signals decided and orders sent, cancelled, changed and followed at their brokers; several may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=settings.TRADE_THREADS, help="accounts at a time")

    def handle(self, *, threads: int, **options: Any) -> None:
        _set_connections()
        stop = threading.Event()
        trader = Trader(
            threads=threads,
            seconds=settings.TRADE_CALL_SECONDS,
            beat=lambda: heartbeats.beat("trade"),
            stop=stop,
        )

        def end(*_: object) -> None:
            stop.set()
            trader.wake()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        keep_what_is_loaded()
        self.stdout.write("trading")
        self.stdout.flush()
        trader.run()


def _set_connections() -> None:
    """For every connection that any thread of this process opens from now on."""
    connections.close_all()
    given = connections.settings["default"].setdefault("OPTIONS", {})
    # What is prepared is planned once, too: a plan for these very values would be no better, and made each time.
    ours = f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION} -c plan_cache_mode=force_generic_plan"
    given["options"] = f"{given.get('options', '')} {ours}".strip()
