"""Little time for the one call that must run out of it, and not for those that prepare it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

UNLIMITED = 60.0  # seconds that an answer takes, at the least, that nobody cuts


@contextmanager
def hurried(broker: Any, seconds: float = 1.0) -> Iterator[None]:
    """Calls of the block have `seconds`; fails where one was not cut, however slow the machine is."""
    line = broker._line
    plenty, line._access = line._access, replace(line._access, seconds=seconds)
    began = time.monotonic()
    try:
        yield
    finally:
        line._access = plenty
    assert time.monotonic() - began < UNLIMITED / 2
