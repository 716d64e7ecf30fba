"""The thread of the watch that asks for prices over the lines that this process alone holds (Interactive Brokers)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection, connections

from trading.market.services.fetch_quotes import BY_THE_WATCH, fetch_quotes

logger = logging.getLogger(__name__)

ASKED_EVERY = 30.0
_TURN = "hashtext('prices over the lines of the watch')"


class PriceAsker(threading.Thread):
    """Of several processes one asks at a time; whose turn it is not, passes."""

    def __init__(self, stop: threading.Event, *, every: float = ASKED_EVERY) -> None:
        super().__init__(name="prices", daemon=True)
        self._stop_asked, self._every = stop, every

    def run(self) -> None:
        while not self._stop_asked.wait(self._every):
            try:
                close_old_connections()
                ask_prices()
            except Exception:
                # Prices are no reason to end: visits go on, and they are asked for again.
                logger.exception("Prices are not asked for")
                connections.close_all()
        connections.close_all()


def ask_prices() -> int:
    """How many instruments have a newer price; none while another process asks."""
    with _turn() as ours:
        if not ours:
            return 0
        fetched = fetch_quotes(BY_THE_WATCH)
    for server, why in fetched.failures.items():
        logger.info("No prices of %s: %s", server, why)
    return fetched.newer


@contextmanager
def _turn() -> Iterator[bool]:
    """A lock of the session: nobody's transaction is open while a broker is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_try_advisory_lock({_TURN})")
        (ours,) = cursor.fetchone()
        try:
            yield ours
        finally:
            if ours:
                cursor.execute(f"select pg_advisory_unlock({_TURN})")
