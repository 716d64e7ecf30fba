from django.db import transaction

from accounts.books.domain.reopening_states import ReopeningAction
from accounts.books.errors import ReasonNeeded, SecondPersonNeeded
from accounts.books.events import ReopeningRefused, of_month
from accounts.books.models import Reopening
from accounts.books.services.move_reopening import locked, move_reopening
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def refuse_reopening(*, reopening: Reopening, reason: str, by: User) -> Reopening:
    """The books stay closed; raises SecondPersonNeeded for whoever asked, ReasonNeeded, NotNow."""
    reopening = locked(reopening)
    if reopening.asked_by_id == by.pk:
        raise SecondPersonNeeded("You asked for this; withdraw it instead.")
    if not reason.strip():
        raise ReasonNeeded("Say why the month stays closed.")
    given = reason.strip()
    move_reopening(reopening, ReopeningAction.REFUSE, decided_by=by, decided_at=clock.now(), refusal=given)
    record(ReopeningRefused(of_month(reopening.month), None, reopening.month, given), by=by)
    return reopening
