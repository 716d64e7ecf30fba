"""manage.py status: a line per part; the exit code says whether all is well."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from fidus.stack.plan import plan_from_settings
from fidus.stack.record import RecordFolder
from fidus.stack.status import survey, table


class Command(BaseCommand):
    help = "Show state, health, process, uptime, memory and last activity of every part."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, json: bool, **options: Any) -> None:
        record = RecordFolder(plan_from_settings().var).read()
        port = int(record.address.rsplit(":", 1)[1]) if record else None
        plan = plan_from_settings(port=port, live_port=record.live_port if record else None)
        phase, parts = survey(plan)
        address = record.address if record else None
        if json:
            self.stdout.write(_as_json(phase, address, [asdict(part) for part in parts]))
        else:
            self.stdout.write(f"FIDUS: {phase}" + (f" at {address}" if phase == "ready" else ""))
            self.stdout.write(table(parts) if parts else "Start it with manage.py up or script/server.")
        if phase != "ready" or any(part.health not in {"ok", "-"} or part.state == "failed" for part in parts):
            sys.exit(1)


def _as_json(phase: str, address: str | None, parts: list[dict[str, Any]]) -> str:
    return json.dumps({"phase": phase, "address": address, "parts": parts}, indent=1)
