"""The firm's months, and how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.books.domain.closing_states import SETTLED, ClosingState
from accounts.books.models import ClosingRun
from accounts.ledger.api import Decision, decisions, first_day
from fidus.lib import clock

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Month:
    """`state` is that of its closing, else open, current, or closed without a checklist."""

    first: date
    last: date
    state: str
    run: ClosingRun | None

    @property
    def steps(self) -> int:
        return len(self.run.steps.all()) if self.run else 0

    @property
    def settled(self) -> int:
        """Steps of the checklist that are in nobody's way."""
        return sum(step.state in SETTLED for step in self.run.steps.all()) if self.run else 0


def next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return (day.replace(day=28) + 4 * _DAY).replace(day=1)


def month_to_close(decided: Sequence[Decision]) -> date | None:
    """The month whose turn it is after these decisions (the newest first).

    None while there were none: any month may be the first to be closed, with all before it.
    """
    if not decided:
        return None
    if decided[0].until is not None:
        return next_month(decided[0].until)
    first = first_day()
    return first and first.replace(day=1)


def months() -> list[Month]:
    """From the first entry's month to the current one, the newest first."""
    first = first_day()
    if first is None:
        return []
    decided, this = decisions(), clock.today().replace(day=1)
    until, due = decided[0].until if decided else None, month_to_close(decided)
    runs = {run.month: run for run in _live_runs()}
    found, month = [], first.replace(day=1)
    while month <= this:
        last = next_month(month) - _DAY
        run = runs.get(month)
        found.append(Month(month, last, _state(month, last, run, until, due, this), run))
        month = next_month(month)
    return found[::-1]


def _state(month: date, last: date, run: ClosingRun | None, until: date | None, due: date | None, this: date) -> str:
    if run is not None:
        return run.state
    if until is not None and last <= until:
        return "closed"
    if month == this:
        return "current"
    return "due" if due in (None, month) else "open"


def _live_runs() -> list[ClosingRun]:
    runs = ClosingRun.objects.exclude(state=ClosingState.REOPENED.value)
    return list(runs.select_related("prepared_by", "closed_by").prefetch_related("steps"))
