"""Sends notices to people, for as long as it runs: docs/notices.md."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from accounts.notices.services.tell_people import tell_people
from fidus import heartbeats


class Command(BaseCommand):
    help = "Queues notices, holds watched figures against their thresholds, and sends what is due; several may run."

    def handle(self, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("telling")
        self.stdout.flush()
        tell_people(stop=stop, beat=lambda: heartbeats.beat("notices"))
