"""The demo's broker, as a process of its own: docs/watch.md."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fidus.demo.live_accounts import desk_folder, read_desk
from fidus.demo.simulated_broker import BRIDGE, SimulatedBroker


class Command(BaseCommand):
    help = "Runs the demo's simulated broker with the real bridge before it. Of the demo alone; nothing real is traded."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only the demo has a simulated broker.")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        desk = read_desk()
        if desk is None or not BRIDGE.is_dir():
            self.stdout.write("This demo has no simulated broker; there is nothing to do.")
            stop.wait()
            return
        SimulatedBroker(desk_folder(), desk).run(stop)
