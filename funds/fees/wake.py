"""Call a worker to a fee run; if nobody hears it, the sweeper finds the run."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_fee_workers(run: int) -> None:
    try:
        current_app.send_task("funds.fees.tasks.work_on_fees", args=[run], retry=False, expires=30)
    except OperationalError as error:
        logger.warning("no worker was woken, fee run %s waits for the sweeper: %s", run, error)
