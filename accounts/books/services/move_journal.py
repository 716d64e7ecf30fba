"""The one guarded step from a state of a journal to the next."""

from accounts.books.domain.journal_states import IllegalJournalAction, JournalAction, JournalState, after
from accounts.books.errors import NotNow
from accounts.books.models import Journal


def locked(journal: Journal) -> Journal:
    """The journal as it stands, nobody else's until the end of the transaction; raises NotNow once it is decided."""
    journal = Journal.objects.select_for_update(of=("self",)).select_related("prepared_by").get(pk=journal.pk)
    if journal.state != JournalState.PREPARED:
        raise NotNow(f"{journal} is {journal.state} already.")
    return journal


def move_journal(journal: Journal, action: JournalAction, **changes: object) -> Journal:
    """Move the row and `journal` itself; raises NotNow, also when somebody else was quicker."""
    old = JournalState(journal.state)
    try:
        changes["state"] = after(old, action)
    except IllegalJournalAction as error:
        raise NotNow(f"{journal}: {error}.") from error
    if Journal.objects.filter(pk=journal.pk, state=old).update(**changes) != 1:
        raise NotNow(f"{journal} is no longer {old}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(journal, name, value)
    return journal
