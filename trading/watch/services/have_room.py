"""Whether the inbox takes another message: without somebody who empties it, it would fill the disk."""

from __future__ import annotations

import logging
import time

from django.conf import settings

from fidus.lib import clock
from trading.watch.selectors.inbox import waiting_news

logger = logging.getLogger(__name__)

# Counting takes milliseconds: once a second for each process, but always for what is large.
COUNTED_EVERY, LARGE = 1.0, 256 << 10
_counted: tuple[float, bool] | None = None


def have_room(size: int) -> bool:
    """For a message of so many bytes; the bound may be passed by what comes within a second."""
    global _counted
    now = time.monotonic()
    if _counted is None or now - _counted[0] >= COUNTED_EVERY or size > LARGE:
        _counted = now, _room()
    return _counted[1]


def _room() -> bool:
    waiting = waiting_news()
    if waiting.messages < settings.WATCH_INBOX_MESSAGES and waiting.size < settings.WATCH_INBOX_MB << 20:
        return True
    oldest = (clock.now() - waiting.oldest).total_seconds() if waiting.oldest else 0.0
    logger.error(
        "Pushed news are refused: %d messages (%d MB) wait in the inbox, the oldest for %.0f s."
        " Is the account watch running?",
        waiting.messages, waiting.size >> 20, oldest,
    )  # fmt: skip
    return False
