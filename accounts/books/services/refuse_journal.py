from django.db import transaction

from accounts.books.domain.journal_states import JournalAction
from accounts.books.errors import ReasonNeeded, SecondPersonNeeded
from accounts.books.events import JournalRefused, of_journal
from accounts.books.models import Journal
from accounts.books.services.move_journal import locked, move_journal
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def refuse_journal(*, journal: Journal, reason: str, by: User) -> Journal:
    """Refused with a reason, nothing is posted; raises SecondPersonNeeded, ReasonNeeded, NotNow."""
    journal = locked(journal)
    if journal.prepared_by_id == by.pk:
        raise SecondPersonNeeded("You prepared this journal; withdraw it instead.")
    if not reason.strip():
        raise ReasonNeeded("Say what is wrong with the journal.")
    move_journal(journal, JournalAction.REFUSE, decided_by=by, decided_at=clock.now(), refusal=reason.strip())
    record(JournalRefused(of_journal(journal.pk), None, reason.strip()), by=by)
    return journal
