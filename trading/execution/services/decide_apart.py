"""Signals are decided in a process of their own, beside the one that sends: threads of one would wait for each other
at every answer of the database (docs/adr/0055-deciding-has-a-process.md)."""

from __future__ import annotations

import logging
import subprocess
import threading
from collections.abc import Callable, Sequence

from trading.execution.services.decide_received import Decider
from trading.execution.services.listen import Listener
from trading.signals.wake import CHANNEL

logger = logging.getLogger(__name__)
BEGUN_AGAIN_AFTER, ENDS_WITHIN = 1.0, 15.0


def decide_until(stop: threading.Event, *, gone: Callable[[], object]) -> None:
    """Decides until `stop` is set, or `gone` returns: whoever began this process is not there any more."""
    signals = threading.Event()

    def end_with_it() -> None:
        gone()
        stop.set()
        signals.set()

    threading.Thread(target=end_with_it, name="parent", daemon=True).start()
    Listener({CHANNEL: lambda _: signals.set()}, stop).start()
    Decider(signals, stop).run()


class DecidingProcess(threading.Thread):
    """Keeps `command` running until `stop` is set; whatever becomes of this process, that one ends with it."""

    def __init__(self, command: Sequence[str], stop: threading.Event) -> None:
        super().__init__(name="deciding", daemon=True)
        self._command, self._stop_asked = list(command), stop
        self._up = threading.Event()

    def wait_until_up(self, seconds: float = 30.0) -> bool:
        return self._up.wait(seconds)

    def is_up(self) -> bool:
        return self._up.is_set()

    def run(self) -> None:
        while not self._stop_asked.is_set():
            code = self._run_once()
            if not self._stop_asked.is_set():
                logger.error("Deciding ended with %s; it is begun again", code)
                self._stop_asked.wait(BEGUN_AGAIN_AFTER)

    def _run_once(self) -> int:
        with subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            if process.stdout.readline():
                self._up.set()
            while process.poll() is None and not self._stop_asked.wait(0.2):
                pass
            self._up.clear()
            process.stdin.close()
            try:
                return process.wait(ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                return process.wait()
