import multiprocessing
import os
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from funds.domain.statement_batch_states import BatchState
from funds.management.statement_process import work
from funds.models import StatementBatch
from funds.selectors.statement_batches import Progress, progress
from funds.services.start_statement_batch import start_statement_batch
from funds.statements.errors import StatementRefused


class Command(BaseCommand):
    help = "Issue a month's statements to all clients. Stopped or killed, it goes on where it was when started again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", required=True, help="The month, as 2026-10.")
        parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1), help="How many at once.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = date.fromisoformat(f"{options['month']}-01")
        except ValueError:
            raise CommandError(f"{options['month']!r} is not a month; write it as 2026-10.") from None
        try:
            batch = start_statement_batch(month=month, by=None)
        except StatementRefused as refused:
            raise CommandError(str(refused)) from None
        connection.close()
        started = multiprocessing.get_context("spawn")
        workers = [started.Process(target=work, args=(batch.pk,), daemon=True) for _ in range(options["processes"])]
        for worker in workers:
            worker.start()
        self._watch(batch, workers)

    def _watch(self, batch: StatementBatch, workers: list[Any]) -> None:
        """Until all is settled or nobody works any more; a row whose worker died is left to the next start."""
        while any(worker.is_alive() for worker in workers):
            time.sleep(0.5)
            self._say(progress(batch))
        batch.refresh_from_db()
        now = progress(batch)
        self._say(now)
        self.stdout.write("")
        for row in batch.rows.filter(state="failed").select_related("client"):
            self.stderr.write(f"{row.client}: {row.reason}")
        if batch.state != BatchState.FINISHED or now.failed:
            raise CommandError(f"{now.done} issued, {now.failed} failed, {now.pending} left. Start again to go on.")
        self.stdout.write(f"{now.done} statements of {batch.month:%B %Y} are issued.")

    def _say(self, now: Progress) -> None:
        left = "" if now.left is None else f", about {int(now.left.total_seconds())} s left"
        self.stdout.write(f"\r{now.settled} of {now.total}{left}    ", ending="")
        self.stdout.flush()
