"""Call a worker to the accrual of interest."""

import logging
from datetime import date

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_accrual(as_of: date, by: int | None) -> None:
    try:
        current_app.send_task("funds.tasks.accrue_to", args=[as_of.isoformat(), by], retry=False, expires=600)
    except OperationalError as error:
        logger.warning("no worker was woken, the accrual to %s waits for the night: %s", as_of, error)
