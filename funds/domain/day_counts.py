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
