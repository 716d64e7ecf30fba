"""Tell people, for as long as it runs: a process of its own, so that nobody's slow machine keeps other work waiting."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, connection

from accounts.notices.services.evaluate_figure_alerts import evaluate_figure_alerts
from accounts.notices.services.queue_notices import queue_notices
from accounts.notices.services.send_notices import send_notices

logger = logging.getLogger(__name__)
# Between two looks, and between two looks at watched figures; after the database was away.
EVERY, FIGURES_EVERY, AGAIN_AFTER = 2.0, 15.0, 5.0


def tell_people(*, stop: threading.Event, beat: Callable[[], None]) -> None:
    """Look again and again until `stop`; a database that is away is waited for."""
    figures_at = 0.0
    while not stop.is_set():
        try:
            beat()
            if time.monotonic() >= figures_at:
                figures_at = time.monotonic() + FIGURES_EVERY
                evaluate_figure_alerts()
            queue_notices()
            more = send_notices() > 0
        except (DatabaseError, OSError):
            logger.exception("people cannot be told at the moment")
            connection.close()
            stop.wait(AGAIN_AFTER)
        else:
            stop.wait(0.1 if more else EVERY)
