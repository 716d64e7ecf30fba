"""How much of a month, or of a year, lies between two dates, by the conventions of ISDA 2006 and the firm's own."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction


class DayCount(StrEnum):
    """A day count convention; the value is what terms and statements print."""

    THIRTY_360 = "30/360"
    THIRTY_E_360 = "30E/360"
    ACT_365F = "ACT/365F"
    ACT_ACT = "ACT/ACT"
    ACT_30_44 = "ACT/30.44"


class MarketDayCount(StrEnum):
    """Conventions of banks, brokers and bonds that no terms of ours offer; figures of others are checked by them."""

    ONE_ONE = "1/1"
    ACT_360 = "ACT/360"
    ACT_364 = "ACT/364"
    ACT_365_25 = "ACT/365.25"
    ACT_365_ACTUAL = "ACT/365A"
    ACT_ACT_AFB = "ACT/ACT AFB"
    ACT_ACT_YEAR = "ACT/ACT year"
    NL_360 = "NL/360"
    NL_365 = "NL/365"
    THIRTY_360_PSA = "30/360 PSA"
    THIRTY_E_PLUS_360 = "30E+/360"
    THIRTY_E_365 = "30E/365"


# The predecessor's month: 30.44 days, always.
_DAYS_OF_A_MONTH = Fraction(3044, 100)


def year_fraction(convention: DayCount, start: date, end: date) -> Fraction:
    """The exact part of a year from `start` to `end`; raises ValueError if `end` is before `start`."""
    if end < start:
        raise ValueError(f"{end} is before {start}")
    match convention:
        case DayCount.THIRTY_360:
            return Fraction(_days_30_360(start, end), 360)
        case DayCount.THIRTY_E_360:
            return Fraction(_days_30e_360(start, end), 360)
        case DayCount.ACT_365F:
            return Fraction((end - start).days, 365)
        case DayCount.ACT_ACT:
            return _years_act_act(start, end)
        case DayCount.ACT_30_44:
            return (end - start).days / _DAYS_OF_A_MONTH / 12


def market_year_fraction(convention: MarketDayCount, start: date, end: date) -> Fraction:
    """The same by a convention of the markets; raises ValueError if `end` is before `start`."""
    if end < start:
        raise ValueError(f"{end} is before {start}")
    days = (end - start).days
    match convention:
        case MarketDayCount.ONE_ONE:
            return Fraction(1)
        case MarketDayCount.ACT_360:
            return Fraction(days, 360)
        case MarketDayCount.ACT_364:
            return Fraction(days, 364)
        case MarketDayCount.ACT_365_25:
            return Fraction(4 * days, 1461)
        case MarketDayCount.ACT_365_ACTUAL:
            return Fraction(days, 366 if _leap_days(start, end) else 365)
        case MarketDayCount.ACT_ACT_AFB:
            return _years_afb(start, end)
        case MarketDayCount.ACT_ACT_YEAR:
            return _years_from(start, end)
        case MarketDayCount.NL_360:
            return Fraction(days - _leap_days(start, end), 360)
        case MarketDayCount.NL_365:
            return Fraction(days - _leap_days(start, end), 365)
        case MarketDayCount.THIRTY_360_PSA:
            return Fraction(_days_30_360_psa(start, end), 360)
        case MarketDayCount.THIRTY_E_PLUS_360:
            return Fraction(_days_30e_plus_360(start, end), 360)
        case MarketDayCount.THIRTY_E_365:
            return Fraction(_days_30e_365(start, end), 365)


def month_fraction(convention: DayCount, start: date, end: date) -> Fraction:
    """The exact number of months from `start` to `end`: a twelfth of a year is a month."""
    return year_fraction(convention, start, end) * 12


def _days_30_360(start: date, end: date) -> int:
    """ISDA 2006 section 4.16(f): the 31st becomes the 30th at the start, and at the end if the start is that late."""
    first = min(start.day, 30)
    last = 30 if end.day == 31 and first == 30 else end.day
    return _days_360(start, end, first, last)


def _days_30e_360(start: date, end: date) -> int:
    """ISDA 2006 section 4.16(g): the 31st becomes the 30th at both ends."""
    return _days_360(start, end, min(start.day, 30), min(end.day, 30))


def _days_360(start: date, end: date, first: int, last: int) -> int:
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


def _years_act_act(start: date, end: date) -> Fraction:
    """ISDA 2006 section 4.16(b): days in leap years over 366, the others over 365."""
    if start.year == end.year:
        return Fraction((end - start).days, _length(start.year))
    first = Fraction((date(start.year + 1, 1, 1) - start).days, _length(start.year))
    last = Fraction((end - date(end.year, 1, 1)).days, _length(end.year))
    return first + (end.year - start.year - 1) + last


def _length(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def _leap_days(start: date, end: date) -> int:
    """How many 29 February lie after `start` and up to `end`."""
    leaps = (date(year, 2, 29) for year in range(start.year, end.year + 1) if _length(year) == 366)
    return sum(start < day <= end for day in leaps)


def _days_30_360_psa(start: date, end: date) -> int:
    """The last day of February counts as the 30th at the start; the 31st as in 30/360."""
    first = 30 if _is_end_of_february(start) else min(start.day, 30)
    last = 30 if end.day == 31 and first == 30 else end.day
    return _days_360(start, end, first, last)


def _days_30e_365(start: date, end: date) -> int:
    """The 31st and the last day of February count as the 30th at both ends."""
    first, last = (30 if _is_end_of_february(day) else min(day.day, 30) for day in (start, end))
    return _days_360(start, end, first, last)


def _is_end_of_february(day: date) -> bool:
    return day.month == 2 and day.day == _length(day.year) - 337


def _days_30e_plus_360(start: date, end: date) -> int:
    """The 31st becomes the 30th at the start, and the first of the next month at the end: the day after the 30th."""
    return _days_360(start, end, min(start.day, 30), end.day)


def _years_afb(start: date, end: date) -> Fraction:
    """Association francaise des banques: whole years back from the end, the rest over 366 if a leap day is in it."""
    years, rest_ends = 0, end
    while (earlier := _years_before(end, years + 1)) >= start:
        years, rest_ends = years + 1, earlier
    leaps = (date(year, 2, 29) for year in range(start.year, rest_ends.year + 1) if _length(year) == 366)
    has_leap = any(start <= day < rest_ends for day in leaps)
    return years + Fraction((rest_ends - start).days, 366 if has_leap else 365)


def _years_before(day: date, years: int) -> date:
    """The same day so many years before; the last of February stays the last."""
    year = day.year - years
    return date(year, 2, _length(year) - 337) if _is_end_of_february(day) else date(year, day.month, day.day)


def _years_from(start: date, end: date) -> Fraction:
    """Whole years from the start, then days over the length of the year that they begin."""
    years = end.year - start.year
    if _years_after(start, years) > end:
        years -= 1
    begins, next_ends = _years_after(start, years), _years_after(start, years + 1)
    return years + Fraction((end - begins).days, (next_ends - begins).days)


def _years_after(day: date, years: int) -> date:
    """29 February becomes the 28th in a year without one."""
    year = day.year + years
    is_missing = (day.month, day.day) == (2, 29) and _length(year) == 365
    return date(year, 2, 28) if is_missing else date(year, day.month, day.day)
