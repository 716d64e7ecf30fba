from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fidus.lib import clock
from funds.errors import FundsError
from funds.services.run_night import run_night


class Command(BaseCommand):
    help = "Accrue interest up to a date, missed nights included, and make interest months due. Again adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="YYYY-MM-DD; default: the business date")

    def handle(self, *args: Any, as_of: date | None, **options: Any) -> None:
        begun = clock.now()
        try:
            run = run_night(as_of=as_of or clock.today(), by=None)
        except FundsError as error:
            raise CommandError(str(error)) from error
        known = "" if run.finished_at is None or run.finished_at >= begun else ", all of them before this command"
        self.stdout.write(f"Accrued as of {run.as_of}: {run.investments} investments, {run.posted} entries{known}.")
