from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from trading.signals.domain.reading import LARGEST_BODY
from trading.signals.models import Door, RawSignal
from trading.signals.selectors import door_without_secret
from trading.signals.services.receive_signal import receive_signal


class Command(BaseCommand):
    help = "Send signals of a strategy whose door for commands is open; samples are in trading/signals/samples."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--strategy", required=True, metavar="CODE")

    def handle(self, *, files: list[Path], strategy: str, **options: object) -> None:
        refused = 0
        for path in files:
            door = door_without_secret(Door.Kind.COMMAND, strategy.upper())
            if door is None:
                raise CommandError(f"{strategy}: there is no such strategy with an open door for commands.")
            try:
                with path.open("rb") as file:
                    body = file.read(LARGEST_BODY + 1)
            except OSError as error:
                refused += 1
                self.stderr.write(self.style.ERROR(f"{path.name}: {error.strerror}"))
                continue
            receipt = receive_signal(door=door, body=body[: LARGEST_BODY + 1], address=path.name)
            if receipt.outcome == RawSignal.Outcome.REFUSED:
                refused += 1
                where = f" ({receipt.pointer})" if receipt.pointer else ""
                self.stderr.write(self.style.ERROR(f"{path.name}: refused: {receipt.reason}{where}"))
            else:
                self.stdout.write(f"{path.name}: {receipt.outcome} {receipt.signal_id}".rstrip())
        if refused:
            raise CommandError(f"{refused} of {len(files)} were refused")
