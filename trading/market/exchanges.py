"""Sessions of exchanges out of the library of calendars, which is loaded only where somebody asks: it is large."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from fidus.lib import clock


@lru_cache(maxsize=64)
def _calendar(code: str, year: int) -> Any:
    import exchange_calendars

    # A session may begin in the year before the one that it counts in.
    start, end = f"{year - 1}-12-01", f"{year + 1}-01-31"
    try:
        return exchange_calendars.get_calendar(code, start=start, end=end)
    except ValueError:
        # Some calendars know no day so far ahead, or so far back.
        return exchange_calendars.get_calendar(code)


def is_known(code: str) -> bool:
    import exchange_calendars

    return code in exchange_calendars.get_calendar_names(include_aliases=False)


def in_session(code: str, at: datetime) -> bool | None:
    """Whether the exchange trades at that minute; None where its calendar does not reach."""
    import pandas

    calendar = _calendar(code, at.year)
    minute = pandas.Timestamp(at).floor("min")
    if not calendar.first_minute <= minute <= calendar.last_minute:
        return None
    return bool(calendar.is_open_on_minute(minute, ignore_breaks=False))


def next_open(code: str, at: datetime | None = None) -> datetime | None:
    """When it opens next after `at`; None where its calendar does not reach."""
    import pandas

    at = at or clock.now()
    calendar = _calendar(code, at.year)
    minute = pandas.Timestamp(at).floor("min")
    if not calendar.first_minute <= minute < calendar.last_minute:
        return None
    try:
        found: datetime = calendar.next_open(minute).to_pydatetime()
    except ValueError:
        return None
    return found
