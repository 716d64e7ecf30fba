"""Visits broker accounts, for as long as it runs: docs/watch.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from fidus import heartbeats
from fidus.lib.lasting import keep_what_is_loaded, last_until_told
from trading.watch.services.watch_accounts import Watcher


class Command(BaseCommand):
    # It is started anew after each death, and accounts wait for it; the web server's start checks the same.
    requires_system_checks: list[str] = []
    help = "Visits every connected broker account in its turn and keeps what is seen; several may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=settings.WATCH_THREADS, help="visits at a time, in all")

    def handle(self, *, threads: int, **options: Any) -> None:
        stop = last_until_told()
        watcher = Watcher(
            threads=threads,
            seconds=settings.WATCH_CALL_SECONDS,
            beat=lambda: heartbeats.beat("watch"),
            stop=stop,
        )
        keep_what_is_loaded()
        self.stdout.write("watching")
        self.stdout.flush()
        watcher.run()
