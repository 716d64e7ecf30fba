"""manage.py ledger verify | seal | trial-balance | export-beancount FILE"""

import sys
from argparse import ArgumentTypeError
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.ledger import api
from accounts.ledger.services.export_beancount import export_beancount
from accounts.ledger.services.verify import verify
from fidus.lib import clock
from fidus.lib.money import Money


def _seal(text: str) -> tuple[int, bytes]:
    try:
        number, hash_ = text.split(":")
        return int(number), bytes.fromhex(hash_)
    except ValueError as error:
        raise ArgumentTypeError("a seal is written NUMBER:HASH, as verify prints it") from error


class Command(BaseCommand):
    help = "Prove, seal, list and export the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verifying = verbs.add_parser("verify", help="prove chain, sums and totals; exit code 1 if something is wrong")
        verifying.add_argument("--expect", type=_seal, metavar="NUMBER:HASH", help="a seal noted down earlier")
        verbs.add_parser("seal", help="seal what has been committed")
        listing = verbs.add_parser("trial-balance", help="every account that does not stand at zero")
        listing.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD")
        exporting = verbs.add_parser("export-beancount", help="the ledger, or a period of it, as Beancount text")
        exporting.add_argument("file", help="a path, or - for the terminal")
        exporting.add_argument(
            "--start", type=date.fromisoformat, metavar="YYYY-MM-DD", help="with the balances before it"
        )
        exporting.add_argument("--end", type=date.fromisoformat, metavar="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["verb"].replace("-", "_"))(options)

    def verify(self, options: dict[str, Any]) -> None:
        result = verify(expect=options["expect"])
        for finding in result.findings:
            self.stderr.write(finding)
        self.stdout.write(f"{result.sealed} entries sealed, {result.unsealed} waiting for their seal")
        self.stdout.write(f"newest seal {result.newest}:{result.hash.hex()}")
        if not result.holds:
            self.stderr.write(f"The ledger does NOT hold: {len(result.findings)} findings.")
            sys.exit(1)
        self.stdout.write("The ledger holds.")

    def seal(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"newest seal {api.seal()}")

    def trial_balance(self, options: dict[str, Any]) -> None:
        lines = api.trial_balance(as_of=options["as_of"] or clock.today())
        sums: dict[str, list[Money]] = defaultdict(list)
        for line in lines:
            self.stdout.write(f"{line.code:<60} {_figure(line.debit):>20} {_figure(line.credit):>20}")
            sums[line.debit.currency].append(line.debit - line.credit)
        for currency, parts in sorted(sums.items()):
            debit = sum((part.amount for part in parts if part.amount > 0), start=Money.zero(currency).amount)
            credit = sum((-part.amount for part in parts if part.amount < 0), start=Money.zero(currency).amount)
            self.stdout.write(f"{'Total ' + currency:<60} {debit:>20,f} {credit:>20,f}")

    def export_beancount(self, options: dict[str, Any]) -> None:
        if options["file"] == "-":
            export_beancount(sys.stdout, start=options["start"], end=options["end"])
            return
        try:
            with Path(options["file"]).open("w", encoding="utf-8") as file:
                written = export_beancount(file, start=options["start"], end=options["end"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{written} entries written to {options['file']}")


def _figure(money: Money) -> str:
    return f"{money.amount:,f} {money.currency}" if money else ""
