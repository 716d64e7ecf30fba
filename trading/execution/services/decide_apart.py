"""Signals are decided in a process of their own, beside the one that sends: threads of one would wait for each other
at every answer of the database (docs/adr/0055-deciding-has-a-process.md)."""

from __future__ import annotations

import logging
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector

from trading.execution.domain.watchdog import Watchdog
from trading.execution.services.decide_received import Decider
from trading.execution.services.listen import Listener
from trading.execution.services.tell_changes import Teller
from trading.signals.wake import CHANNEL

logger = logging.getLogger(__name__)
BEGUN_AGAIN_AFTER, ENDS_WITHIN = 1.0, 15.0
LOOKS_EVERY, SIGN_EVERY = 0.2, 1.0


def decide_until(stop: threading.Event, *, gone: Callable[[], object], signs: int) -> None:
    """Decides until `stop` is set, or `gone` returns: whoever began this process is not there any more.

    Every round is followed by a sign of life on the open file `signs`, one a second at most.
    """
    signals = threading.Event()

    def end_with_it() -> None:
        gone()
        stop.set()
        signals.set()

    threading.Thread(target=end_with_it, name="parent", daemon=True).start()
    Listener({CHANNEL: lambda _: signals.set()}, stop).start()
    # Nobody may read for hours (a process that is frozen); that must not hold up whoever decides. What a terminal is
    # told changes for the shell in it, too.
    os.set_blocking(signs, os.isatty(signs))
    teller = Teller()
    teller.start()
    Decider(signals, stop, went=_signs_on(signs), tell=teller.tell).run()
    teller.end()


def _signs_on(file: int) -> Callable[[], None]:
    given_at = float("-inf")

    def give() -> None:
        nonlocal given_at
        if time.monotonic() - given_at >= SIGN_EVERY:
            given_at = time.monotonic()
            with suppress(OSError):  # full, or nobody is there: then this process ends by its input
                os.write(file, b".")

    return give


class DecidingProcess(threading.Thread):
    """Keeps `command` running until `stop` is set; whatever becomes of this process, that one ends with it.

    It is up while what it writes keeps coming. One that is silent for as long as the watchdog is patient stands still,
    or is frozen: it is killed, as nothing else would reach it, and begun again.
    """

    def __init__(self, command: Sequence[str], stop: threading.Event, watchdog: Watchdog | None = None) -> None:
        super().__init__(name="deciding", daemon=True)
        self._command, self._stop_asked = list(command), stop
        self._watchdog = watchdog or Watchdog()
        self._up = threading.Event()

    def wait_until_up(self, seconds: float = 30.0) -> bool:
        return self._up.wait(seconds)

    def is_up(self) -> bool:
        return self._up.is_set() and self._watchdog.is_fresh(time.monotonic())

    def run(self) -> None:
        while not self._stop_asked.is_set():
            code = self._run_once()
            if not self._stop_asked.is_set():
                logger.error("Deciding ended with %s; it is begun again", code)
                self._stop_asked.wait(BEGUN_AGAIN_AFTER)

    def _run_once(self) -> int:
        with subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None
            if not self._heed(process):
                logger.error("Deciding stands still: no sign of it for too long; it is killed")
                self._watchdog.give_up(time.monotonic())
                process.kill()
            self._up.clear()
            process.stdin.close()
            try:
                return process.wait(ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                return process.wait()

    def _heed(self, process: subprocess.Popen[bytes]) -> bool:
        """Until it ends, or shall; False as soon as it stands still."""
        assert process.stdout is not None
        self._watchdog.begin(time.monotonic())
        with DefaultSelector() as selector:
            selector.register(process.stdout, EVENT_READ)
            while process.poll() is None and not self._stop_asked.is_set():
                came = b""
                if selector.select(LOOKS_EVERY) and not (came := os.read(process.stdout.fileno(), 4096)):
                    # At its end it is readable for ever.
                    self._stop_asked.wait(LOOKS_EVERY)
                now = time.monotonic()
                self._watchdog.look(now)
                if came:
                    self._watchdog.hear(now)
                    self._up.set()
                elif self._watchdog.is_silent(now):
                    return False
        return True
