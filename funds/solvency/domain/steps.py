"""The days ahead cut into steps: a week each, and one wherever a window or a month ends."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from funds.domain.calendars import Calendar, is_business_day, next_business_day
from funds.domain.interest import anniversary

_DAY = timedelta(days=1)
FRIDAY = 4
# Terms whose windows fall on each client's own days have hundreds of them: those of one month are shown as one.
MOST_WINDOWS_A_MONTH = 2


@dataclass(frozen=True, slots=True)
class Horizon:
    """`steps` are the last days of the steps, `lengths` how many trading days each has."""

    steps: tuple[date, ...]
    lengths: tuple[int, ...]

    @property
    def days(self) -> int:
        return sum(self.lengths)

    def step_of(self, day: date) -> int | None:
        """The step at whose end a payment of `day` is made: paid on a trading day, not before its own."""
        place = bisect_left(self.steps, day)
        return place if place < len(self.steps) else None


@dataclass(frozen=True, slots=True)
class Window:
    """What one line of the answer is about: `days` of windows, decided when the last of them is paid."""

    on: date
    days: tuple[date, ...]


def windows_shown(days: Iterable[date], *, as_of: date, until: date) -> list[Window]:
    """Windows after `as_of`, each its own, or a month's taken together where it has many."""
    months: dict[date, list[date]] = {}
    for day in sorted(set(days)):
        if as_of < day <= until:
            months.setdefault(day.replace(day=1), []).append(day)
    shown = []
    for of_month in months.values():
        if len(of_month) > MOST_WINDOWS_A_MONTH:
            shown.append(Window(of_month[-1], tuple(of_month)))
        else:
            shown += [Window(day, (day,)) for day in of_month]
    return shown


def horizon(as_of: date, *, months: int, stops: Sequence[date]) -> Horizon:
    """Every Friday, every end of month and every one of `stops`, rolled to a trading day (Monday to Friday)."""
    until = next_business_day(Calendar.WEEKDAYS, max([anniversary(as_of, months), *stops]))
    first = as_of.replace(day=1)
    ends = {anniversary(first, place) - _DAY for place in range(1, months + 1)}
    wanted = {next_business_day(Calendar.WEEKDAYS, day) for day in {*stops, *ends}} | {until}
    steps, lengths, length, day = [], [], 0, as_of + _DAY
    while day <= until:
        if is_business_day(Calendar.WEEKDAYS, day):
            length += 1
            if day.weekday() == FRIDAY or day in wanted:
                steps.append(day)
                lengths.append(length)
                length = 0
        day += _DAY
    return Horizon(tuple(steps), tuple(lengths))
