"""Call the workers to a run; if nobody hears it, the sweeper finds the rows."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
WORKERS = 2


def wake_statement_workers(batch: int, how_many: int = WORKERS) -> None:
    try:
        for _ in range(how_many):
            current_app.send_task("funds.tasks.work_on_statements", args=[batch], retry=False, expires=30)
    except OperationalError as error:
        logger.warning("no worker was woken, run %s waits for the sweeper: %s", batch, error)
