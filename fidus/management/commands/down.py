"""manage.py down: stop every part, the last started first."""

import contextlib
import time
from typing import Any

import psutil
from django.core.management.base import BaseCommand, CommandError

from fidus.stack.plan import plan_from_settings
from fidus.stack.record import RecordFolder
from fidus.stack.supervisor import clear_leftovers

# Longer than all parts together may take to end by themselves.
PATIENCE = 150


class Command(BaseCommand):
    help = "Stop everything that manage.py up or script/server started, in reverse order."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        folder = RecordFolder(plan_from_settings().var)
        record = folder.read()
        supervisor = record.supervisor() if record else None
        if supervisor is None:
            lock = folder.hold()
            if lock is None:
                raise CommandError("FIDUS is just starting: try again in a moment")
            with lock:
                clear_leftovers(record, self.stdout.write)
                if record and record.phase not in {"stopped", "failed"}:
                    record.phase = "stopped"
                    folder.write(record)
            self.stdout.write("FIDUS is not running.")
            return
        began = time.monotonic()
        with contextlib.suppress(psutil.NoSuchProcess):
            supervisor.terminate()
            try:
                supervisor.wait(PATIENCE)
            except psutil.TimeoutExpired as error:
                raise CommandError(f"The supervisor (process {supervisor.pid}) does not end; see var/log") from error
        self.stdout.write(f"FIDUS has stopped ({time.monotonic() - began:.1f} s).")
