"""What Celery runs for the connections: it looks at tables, so a message that is lost costs one turn."""

import logging

from celery import shared_task

from trading.connections.services import give_watch_list

logger = logging.getLogger(__name__)


@shared_task(soft_time_limit=110, time_limit=120)
def renew_watch_lists() -> None:
    """Bridges that started, or whose accounts changed, are told whom to watch."""
    for words in give_watch_list.renew_watch_lists():
        logger.warning("a bridge was not told whom to watch: %s", words)
