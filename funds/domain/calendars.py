"""Business days of the calendars that terms may name."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class Calendar(StrEnum):
    """The calendar in which notice is counted and payments fall; the value is what terms print."""

    WEEKDAYS = "Monday to Friday, no public holidays"
    TARGET = "TARGET (euro payment system)"


def is_business_day(calendar: Calendar, day: date) -> bool:
    if day.weekday() >= 5:
        return False
    return calendar is Calendar.WEEKDAYS or not _is_target_holiday(day)


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


def _is_target_holiday(day: date) -> bool:
    """Closing days fixed by the ECB in 2000: New Year, Good Friday to Easter Monday, May Day, Christmas."""
    if (day.month, day.day) in {(1, 1), (5, 1), (12, 25), (12, 26)}:
        return True
    easter = easter_sunday(day.year)
    return day in {easter - 2 * _DAY, easter + _DAY}


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar, by the computus of Meeus (Astronomical Algorithms, chapter 8)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    correction = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
