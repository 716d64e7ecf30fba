"""Signs of life, from a thread of their own: whoever cannot be told of them holds up nobody who sends orders."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)
EVERY, SILENT_AFTER = 5.0, 15.0


class Signs(threading.Thread):
    """`beat` as long as `goes_on` is called."""

    def __init__(self, beat: Callable[[], None], stop: threading.Event) -> None:
        super().__init__(name="signs", daemon=True)
        self._beat, self._stop_asked = beat, stop
        self._went_at = time.monotonic()

    def goes_on(self) -> None:
        self._went_at = time.monotonic()

    def run(self) -> None:
        while True:
            if time.monotonic() - self._went_at < SILENT_AFTER:
                try:
                    self._beat()
                except Exception as error:  # noqa: BLE001 - the work goes on, whoever cannot hear of it
                    logger.warning("No sign of life can be given: %s", type(error).__name__)
            if self._stop_asked.wait(EVERY):
                return
