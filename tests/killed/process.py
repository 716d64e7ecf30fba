"""Processes of FIDUS as they are run, on the test's own database, that stand still where a test wants to kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection

from tests.waiting import wait_until

NOWHERE = "redis://127.0.0.1:1/0"
TRADE = ("manage.py", "trade")


class Process:
    """One of ours, until the block ends or it is killed with its children; `points` are where they stand still."""

    def __init__(
        self, place: Path, *points: str, command: Sequence[str] = TRADE, redis: str = NOWHERE, **told: str
    ) -> None:
        database = connection.settings_dict
        self._place, self._files = place, [place / point for point in points]
        told = {
            **os.environ, **told, "DJANGO_SETTINGS_MODULE": "tests.killed.stopping_settings", "SECRET_KEY": "tests",
            "DOCUMENT_KEYS": settings.DOCUMENT_KEYS[0], "REDIS_URL": redis, "LOG_LEVEL": "ERROR",
            "STOP_AT": " ".join(points), "STOP_IN": str(place),
            "DATABASE_URL": f"postgresql://fidus_app@/{database['NAME']}?host={database['HOST']}",
        }  # fmt: skip
        self.popen = subprocess.Popen(
            [sys.executable, *command], env=told, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, start_new_session=True
        )

    def trades(self) -> None:
        assert self.popen.stdout.readline() == b"trading\n"

    def stands_still(self) -> None:
        """At all of its points, in this process or a child of it."""
        wait_until(lambda: all(file.exists() and file.read_text() for file in self._files))
        assert {os.getpgid(int(file.read_text())) for file in self._files} == {self.popen.pid}

    def freeze(self) -> None:
        """As a machine that is paused, or gone without a word: its lines to the database stay open."""
        os.killpg(self.popen.pid, signal.SIGSTOP)

    def goes_on(self, point: str) -> None:
        """After it was frozen there."""
        (self._place / f"{point}-go").touch()
        os.killpg(self.popen.pid, signal.SIGCONT)

    def deciding(self) -> psutil.Process:
        """The one that it has begun beside itself."""
        (child,) = psutil.Process(self.popen.pid).children()
        return child

    def is_frozen(self) -> bool:
        return psutil.Process(self.popen.pid).status() == psutil.STATUS_STOPPED

    def kill(self) -> float:
        """When that was."""
        os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()
        return time.monotonic()


@contextmanager
def processes() -> Iterator[list[Process]]:
    begun: list[Process] = []
    try:
        yield begun
    finally:
        for one in begun:
            if one.popen.poll() is None:
                one.kill()
            one.popen.stdout.close()
