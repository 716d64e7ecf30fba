"""The demo's broker, as a process of its own: docs/watch.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fidus.demo.live_accounts import desk_folder, read_desk
from fidus.demo.simulated_broker import BRIDGE, SimulatedBroker
from fidus.lib.lasting import last_until_told


class Command(BaseCommand):
    help = "Runs the demo's simulated broker with the real bridge before it. Of the demo alone; nothing real is traded."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only the demo has a simulated broker.")
        stop = last_until_told()
        desk = read_desk()
        if desk is None or not BRIDGE.is_dir():
            self.stdout.write("This demo has no simulated broker; there is nothing to do.")
            stop.wait()
            return
        SimulatedBroker(desk_folder(), desk).run(stop)
