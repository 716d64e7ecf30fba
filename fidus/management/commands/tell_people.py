"""Sends notices to people, for as long as it runs: docs/notices.md."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.notices.services.tell_people import tell_people
from fidus import heartbeats
from fidus.lib.lasting import last_until_told


class Command(BaseCommand):
    help = "Queues notices, holds watched figures against their thresholds, and sends what is due; several may run."

    def handle(self, **options: Any) -> None:
        stop = last_until_told()
        self.stdout.write("telling")
        self.stdout.flush()
        tell_people(stop=stop, beat=lambda: heartbeats.beat("notices"))
