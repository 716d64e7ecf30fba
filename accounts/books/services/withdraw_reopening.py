from django.db import transaction

from accounts.books.domain.reopening_states import ReopeningAction
from accounts.books.errors import SecondPersonNeeded
from accounts.books.events import ReopeningWithdrawn, of_month
from accounts.books.models import Reopening
from accounts.books.services.move_reopening import locked, move_reopening
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def withdraw_reopening(*, reopening: Reopening, by: User) -> Reopening:
    """Taken back by whoever asked; raises SecondPersonNeeded for anybody else, NotNow."""
    reopening = locked(reopening)
    if reopening.asked_by_id != by.pk:
        raise SecondPersonNeeded(f"{reopening.asked_by} asked for this and may withdraw it; refuse it instead.")
    move_reopening(reopening, ReopeningAction.WITHDRAW, decided_by=by, decided_at=clock.now())
    record(ReopeningWithdrawn(of_month(reopening.month), None, reopening.month), by=by)
    return reopening
