"""Asking a worker to send now; nothing is lost if nobody hears it, since a sweeper looks at the rows."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_on_commit() -> None:
    """After the commit of what goes on now."""
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    try:
        current_app.send_task("accounts.hooks.tasks.send_webhooks", retry=False, expires=30)
    except OperationalError as error:
        logger.warning("no worker was woken, messages wait for the sweeper: %s", error)
