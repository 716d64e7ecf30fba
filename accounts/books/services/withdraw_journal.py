from django.db import transaction

from accounts.books.domain.journal_states import JournalAction
from accounts.books.errors import SecondPersonNeeded
from accounts.books.events import JournalWithdrawn, of_journal
from accounts.books.models import Journal
from accounts.books.services.move_journal import locked, move_journal
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def withdraw_journal(*, journal: Journal, by: User) -> Journal:
    """Taken back by whoever prepared it, nothing is posted; raises SecondPersonNeeded for anybody else, NotNow."""
    journal = locked(journal)
    if journal.prepared_by_id != by.pk:
        raise SecondPersonNeeded(f"{journal.prepared_by} prepared this journal and may withdraw it; refuse it instead.")
    move_journal(journal, JournalAction.WITHDRAW, decided_by=by, decided_at=clock.now())
    record(JournalWithdrawn(of_journal(journal.pk), None, journal.value_on), by=by)
    return journal
