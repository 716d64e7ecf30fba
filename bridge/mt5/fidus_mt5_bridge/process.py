"""A worker process and the two pipes to it."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from typing import IO

from fidus_mt5_bridge.configuration import TerminalSettings
from fidus_mt5_bridge.rows import Row

START_SECONDS = 20.0


class Process:
    """Starts when made; raises RuntimeError if the worker does not come up."""

    def __init__(self, settings: TerminalSettings) -> None:
        # The package knows one terminal per process, and processes that share one cross their wires: hence one each.
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "fidus_mt5_bridge.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        self._input: IO[bytes] = self._popen.stdin
        self._said: queue.Queue[Row | None] = queue.Queue()
        threading.Thread(target=self._listen, args=(self._popen.stdout,), daemon=True).start()
        self.write({"path": settings.path, "portable": settings.portable, "seconds": settings.switch_seconds})
        if self.read(START_SECONDS) is None:
            self.end()
            raise RuntimeError("the worker did not start; is the package MetaTrader5 installed?")

    def _listen(self, output: IO[bytes]) -> None:
        with output:
            for line in output:
                self._said.put(json.loads(line))
        self._said.put(None)

    def write(self, row: Row) -> None:
        try:
            self._input.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")
            self._input.flush()
        except OSError:
            pass  # it has died; reading says so

    def read(self, seconds: float) -> Row | None:
        """What it says next; None if it says nothing in time, or has ended."""
        try:
            said = self._said.get(timeout=max(seconds, 0))
        except queue.Empty:
            return None
        if said is None:
            self._popen.wait()
        return said

    def is_alive(self) -> bool:
        return self._popen.poll() is None

    def end(self) -> None:
        self._popen.kill()
        self._popen.wait()
        self._input.close()
