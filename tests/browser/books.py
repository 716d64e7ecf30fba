"""The books of the small firm: its first month closed, the next one's checklist, a journal that waits."""

from accounts.books.domain.closing_states import StepState
from accounts.books.selectors.months import months
from accounts.books.services.acknowledge_warning import acknowledge_warning
from accounts.books.services.close_month import close_month
from accounts.books.services.prepare_journal import Line, prepare_journal
from accounts.books.services.start_closing import start_closing
from accounts.books.services.work_closing import work_closing
from accounts.ledger.api import account_page, accounts_by_code
from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money


def books_at_work(admin: User, second: User) -> dict[str, object]:
    first, following = months()[-1], months()[-2]
    run = start_closing(month=first.first, by=admin)
    work_closing(run=run.pk)
    for step in run.steps.filter(state=StepState.WARNED.value):
        acknowledge_warning(step=step, reason="The bank is slow; it is on its way.", by=admin)
    close_month(run=run, by=second)
    checklist = start_closing(month=following.first, by=admin)
    work_closing(run=checklist.pk)
    charge = Money.of("18.50", "USD")
    journal = prepare_journal(
        text="Bank charges of the quarter",
        reason="On the bank's letter of the third.",
        value_on=clock.today(),
        lines=[Line("Expenses:Operating:USD", charge), Line("Assets:Bank:USD", -charge)],
        by=second,
    )
    bank = accounts_by_code(["Assets:Bank:USD"])["Assets:Bank:USD"].account
    movements = account_page(bank, start=first.first, end=clock.today()).movements
    return {
        "bank": bank,
        "entry": movements[0].movement.entry,
        "journal": journal.pk,
        "closing": checklist.pk,
        "closed_month": f"{first.first:%Y-%m}",
    }
