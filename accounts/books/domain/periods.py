"""Periods of reports: months, quarters, years, and those they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both included."""

    start: date
    end: date

    def __str__(self) -> str:
        whole = self.start.day == 1 and (self.end + _DAY).day == 1
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        if whole and months == 1:
            return f"{self.start:%B %Y}"
        if whole and months == 3 and self.start.month % 3 == 1:
            return f"Quarter {(self.start.month + 2) // 3} of {self.start.year}"
        if whole and months == 12 and self.start.month == 1:
            return f"{self.start.year}"
        return f"{written(self.start)} to {written(self.end)}"

    @property
    def before(self) -> date:
        """The day before it begins."""
        return self.start - _DAY

    def months(self) -> list[Period]:
        """Its calendar months, the first and the last cut to it."""
        found, first = [], self.start
        while first <= self.end:
            last = min(month_end(first), self.end)
            found.append(Period(first, last))
            first = last + _DAY
        return found


def written(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def month_end(day: date) -> date:
    return (day.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


def shifted(day: date, months: int) -> date:
    """The first of the month `months` after that of `day`."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def period_of(kind: str, day: date) -> Period:
    """The month, quarter or year that `day` lies in."""
    months = MONTHS_OF[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, month_end(shifted(first, months - 1)))


def year_begins(day: date) -> date:
    """The first day of the firm's year, which is the calendar year."""
    return date(day.year, 1, 1)


def compared_with(period: Period, how: str) -> Period | None:
    """The period of the same length before it (`previous`), or the same one a year earlier (`year`)."""
    if how == "year":
        return Period(_earlier(period.start, 12), _earlier(period.end, 12))
    if how != "previous":
        return None
    if period.start.day == 1 and month_end(period.end) == period.end:
        months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
        return Period(shifted(period.start, -months), period.before)
    return Period(period.start - (period.end - period.start) - _DAY, period.before)


def _earlier(day: date, months: int) -> date:
    """The same day so many months before, a month's end staying one."""
    first = shifted(day, -months)
    return month_end(first) if month_end(day) == day else first.replace(day=min(day.day, month_end(first).day))
