"""One clock: instants in UTC, and the firm's business date; tests and the demo set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today() -> date:
    """The business date: the UTC date of now()."""
    return now().date()


@contextmanager
def at(instant: datetime | date) -> Iterator[None]:
    """Set the clock for the block: an aware instant, or a date (taken at noon UTC)."""
    if not isinstance(instant, datetime):
        instant = datetime(instant.year, instant.month, instant.day, 12, tzinfo=UTC)
    if instant.tzinfo is None:
        raise ValueError("the clock is set to aware instants only")
    token = _set_to.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
