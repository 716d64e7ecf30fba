"""The trail's own proof."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.trail.services.seal import seal
from accounts.trail.services.verify import verify


class Command(BaseCommand):
    help = "verify: seals what is due, walks the chain of hashes, says where it breaks (exit 1) and prints its head."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--anchor", default="", help="an earlier head, NUMBER:HASH, kept outside this database")

    def handle(self, *, anchor: str, **options: Any) -> None:
        while seal():
            pass
        findings = verify(anchor)
        for found in findings.breaks:
            self.stdout.write(found)
        self.stdout.write(f"{findings.sealed} events sealed, {findings.waiting} not yet; head {findings.head}")
        if findings.breaks:
            raise CommandError(f"the trail is broken in {len(findings.breaks)} places", returncode=1)
        self.stdout.write("The trail holds.")
