"""The demo firm's books: months closed up to two months ago, last month's checklist, what waits for a second person."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.books.domain.closing_states import ClosingState, StepState
from accounts.books.models import ClosingRun
from accounts.books.selectors.months import months
from accounts.books.services.acknowledge_warning import acknowledge_warning
from accounts.books.services.ask_to_reopen import ask_to_reopen
from accounts.books.services.close_month import close_month
from accounts.books.services.prepare_journal import Line, prepare_journal
from accounts.books.services.start_closing import start_closing
from accounts.books.services.work_closing import work_closing
from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money

_DAY = timedelta(days=1)


def show_books(*, as_of: date, officer: User, second: User) -> None:
    """After everything else of the firm, since a closed month takes no more entries."""
    with clock.at(as_of):
        last_month = (as_of.replace(day=1) - _DAY).replace(day=1)
        for month in reversed(months()):
            if month.first < last_month:
                run = _checked(month.first, officer)
                if run.state != ClosingState.READY:
                    # A check of some other part found something: it stands on the checklist, to be put right.
                    break
                close_month(run=run, by=second)
            elif month.first == last_month:
                _checked(month.first, officer)
        _journal(as_of, officer)
        _asked_to_reopen(by=second)


def _checked(month: date, by: User) -> ClosingRun:
    """Worked off here and now; what is only a warning is acknowledged."""
    run = start_closing(month=month, by=by)
    work_closing(run=run.pk)
    for step in run.steps.filter(state=StepState.WARNED.value):
        acknowledge_warning(step=step, reason="Known; it is booked in the month in which the bank tells of it.", by=by)
    run.refresh_from_db()
    return run


def _asked_to_reopen(*, by: User) -> None:
    """The newest closed month, by who closed it: the other of the two decides."""
    closed = next((month for month in months() if month.state == "closed"), None)
    if closed is not None:
        ask_to_reopen(month=closed.first, reason="The auditor's invoice of that month came late; invented.", by=by)


def _journal(as_of: date, by: User) -> None:
    charge = Money.of(Decimal("18.50"), "USD")
    prepare_journal(
        text="Bank charges of the quarter",
        reason="On the bank's letter; no page of ours books bank charges one by one.",
        value_on=as_of,
        lines=[Line("Expenses:Operating:USD", charge), Line("Assets:Bank:USD", -charge)],
        by=by,
    )
