"""Business days of the calendars that terms may name; public holidays come from the library `holidays`."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import holidays

_DAY = timedelta(days=1)


class Calendar(StrEnum):
    """The calendar in which notice is counted and payments fall; the value is what terms print."""

    WEEKDAYS = "Monday to Friday, no public holidays"
    TARGET = "TARGET (euro payment system)"
    NEW_YORK = "New York (stock exchange)"
    LONDON = "London (stock exchange)"


# What the library calls them. Calendars that follow the moon are left out: their days to come are estimates, and a last
# day of notice that terms have printed must not move.
_MARKETS = {Calendar.TARGET: "XECB", Calendar.NEW_YORK: "XNYS", Calendar.LONDON: "XLON"}


def is_business_day(calendar: Calendar, day: date) -> bool:
    return day.weekday() < 5 and (calendar is Calendar.WEEKDAYS or day not in _closed(calendar))


def next_business_day(calendar: Calendar, day: date) -> date:
    """`day` itself if business is done on it, else the first day after it."""
    while not is_business_day(calendar, day):
        day += _DAY
    return day


def business_days_before(calendar: Calendar, day: date, count: int) -> date:
    """The day from which `count` business days remain before `day`, which itself is not counted."""
    while count > 0:
        day -= _DAY
        if is_business_day(calendar, day):
            count -= 1
    return day


@cache
def _closed(calendar: Calendar) -> holidays.HolidayBase:
    """Closing days of a market; the years are worked out as they are asked for."""
    return holidays.financial_holidays(_MARKETS[calendar])
