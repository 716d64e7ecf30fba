"""Build the demo firm, once."""

from argparse import ArgumentParser
from datetime import date, timedelta

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from accounts.ledger.api import seal
from accounts.models import Client
from fidus.demo.decisions import show_decisions
from fidus.demo.firm import DemoFirm
from fidus.demo.market import show_market
from fidus.demo.notices import show_notices
from fidus.demo.orders import show_orders
from fidus.demo.paper_account import show_paper_account
from fidus.demo.solvency import answer_for_the_demo
from fidus.demo.staff import person, write_logins
from fidus.lib import clock
from funds.domain.interest import anniversary
from funds.services.issue_statement import issue_statement

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
        write_logins(firm.logins, settings.VAR_DIR)
        seal()
        self._issue_statements(firm)
        answer_for_the_demo(as_of=firm.as_of, by=person("petra.officer@fidus.example"))
        show_market(by=person("petra.officer@fidus.example"))
        show_notices(
            client=person("ada@client.example"),
            officer=person("petra.officer@fidus.example"),
            trader=person("theo.desk@fidus.example"),
            developer=person("sela.signal@fidus.example"),
        )
        trader, second = person("theo.desk@fidus.example"), person("tara.desk@fidus.example")
        account = show_paper_account(by=trader)
        show_orders(account=account, trader=trader, second=second)
        show_decisions(account=account, trader=trader, second=second)
        self.stdout.write(f"The demo firm stands, as of {firm.as_of:%-d %B %Y}.")

    def _issue_statements(self, firm: DemoFirm) -> None:
        """The last month's for everybody; the quarter before for those who can log in."""
        last = anniversary(firm.as_of.replace(day=1), -1)
        for place in range(-3, 0):
            month = anniversary(last, place)
            with clock.at(anniversary(month, 1) + timedelta(days=1)):
                for client in Client.objects.filter(users__isnull=False, investments__funded_on__lt=month).distinct():
                    issue_statement(client=client, month=month, by=None)
        call_command("issue_statements", month=f"{last:%Y-%m}", stdout=self.stdout)
