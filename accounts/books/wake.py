"""Call a worker to a closing; if nobody hears it, the sweeper finds it."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_closing_worker(run: int) -> None:
    try:
        current_app.send_task("accounts.books.tasks.work_on_closing", args=[run], retry=False, expires=30)
    except OperationalError as error:
        logger.warning("no worker was woken, closing %s waits for the sweeper: %s", run, error)
