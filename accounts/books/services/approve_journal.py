from django.db import transaction

from accounts.books.domain.journal_states import JournalAction
from accounts.books.errors import NotBookable, SecondPersonNeeded
from accounts.books.events import JournalPosted, of_journal
from accounts.books.models import Journal
from accounts.books.services.move_journal import locked, move_journal
from accounts.books.services.post_journal import post_journal
from accounts.ledger.api import LedgerError
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def approve_journal(*, journal: Journal, by: User) -> Journal:
    """Post it; raises SecondPersonNeeded for whoever prepared it, NotNow, NotBookable with the ledger's refusal."""
    journal = locked(journal)
    if journal.prepared_by_id == by.pk:
        raise SecondPersonNeeded("You prepared this journal; a second person approves it.")
    event = record(JournalPosted(of_journal(journal.pk), None, journal.value_on, journal.reverses), by=by)
    try:
        entry = post_journal(journal, by=by, event=event)
    except LedgerError as error:
        raise NotBookable(f"The ledger does not take this: {error}.") from error
    return move_journal(journal, JournalAction.APPROVE, decided_by=by, decided_at=clock.now(), entry=entry)
