"""Call a worker to a run; if nobody hears it, the sweeper finds the run."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_solvency_worker(run: int) -> None:
    try:
        current_app.send_task("funds.solvency.tasks.work_on_solvency", args=[run], retry=False, expires=30)
    except OperationalError as error:
        logger.warning("no worker was woken, solvency run %s waits for the sweeper: %s", run, error)
