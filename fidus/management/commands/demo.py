"""Build the demo firm, once."""

from argparse import ArgumentParser
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from accounts.ledger.api import seal
from accounts.models import Client
from fidus.demo.firm import DemoFirm
from fidus.demo.staff import write_logins
from fidus.lib import clock

LOCK = 7_100_147


class Command(BaseCommand):
    help = "Builds the demo firm: about 25 invented clients over eighteen months. A firm that stands is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="the last day of the history (default: today)")
        parser.add_argument("--seed", type=int, default=147, help="the same seed and day build the same firm")

    def handle(self, *, as_of: date | None, seed: int, **options: object) -> None:
        with connection.cursor() as cursor:
            # Two that start together: the second waits, and finds the firm standing.
            cursor.execute("select pg_advisory_lock(%s)", [LOCK])
        if Client.objects.exists():
            self.stdout.write("There are clients already; the demo firm is left as it stands.")
            return
        if as_of and as_of > clock.today():
            raise CommandError("The demo cannot end in the future.")
        firm = DemoFirm(as_of=as_of or clock.today(), seed=seed)
        # All or nothing: a build that is interrupted leaves an empty firm, and the next start builds it.
        with transaction.atomic():
            for day in firm.build():
                if day.day == 1 and options["verbosity"]:
                    self.stdout.write(f"  {day:%B %Y}", ending="\n")
                    self.stdout.flush()
        seal()
        write_logins(firm.logins, settings.VAR_DIR)
        self.stdout.write(f"The demo firm stands, as of {firm.as_of:%-d %B %Y}.")
