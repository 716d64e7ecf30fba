from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from trading.errors import TradingError
from trading.models import ReportImport
from trading.services.import_broker_file import import_broker_file


class Command(BaseCommand):
    help = "Import brokers' files: reports, Flex statements, tradebooks; each is taken in whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--known-accounts-only", action="store_true", help="refuse reports of accounts not yet open"
        )

    def handle(self, *, files: list[Path], known_accounts_only: bool, **options: object) -> None:
        refused = 0
        for path in files:
            try:
                with path.open("rb") as file:
                    report = import_broker_file(
                        file=file, name=path.name, by=None, open_unknown=not known_accounts_only
                    )
            except (OSError, TradingError) as error:
                refused += 1
                self.stderr.write(self.style.ERROR(f"{path.name}: {error}"))
            else:
                self.stdout.write(f"{path.name}: {told(report)}")
        if refused:
            raise CommandError(f"{refused} of {len(files)} files refused; nothing of them was kept")


def told(report: ReportImport) -> str:
    balances = [f"{balance:f}" for balance in (report.opening_balance, report.closing_balance) if balance is not None]
    balance = f", balance {' -> '.join(balances)}" if balances else ""
    notes = f", {len(report.notes.splitlines())} to look at" if report.notes else ""
    return (
        f"account {report.account}, {report.deals_added} trades and {report.cash_operations_added} cash operations "
        f"added, {report.already_known} known already{balance}{notes}"
    )
