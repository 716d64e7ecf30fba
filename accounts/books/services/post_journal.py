from accounts.books.models import Journal
from accounts.ledger.api import Draft, Leg, post_entry, reverse_entry
from accounts.models import User
from fidus.lib import clock


def post_journal(journal: Journal, *, by: User, event: int | None) -> int:
    """Post what the journal says; the entry's id. Raises LedgerError. Whether it may be, approve_journal decides."""
    key = f"journal:{journal.pk}"
    if journal.reverses is not None:
        posted = reverse_entry(journal.reverses, key=key, value_on=journal.value_on, by=by, reason=journal.text)
        return posted.entry
    legs = [Leg(line.account, line.amount) for line in journal.lines.order_by("position")]
    draft = Draft(key, "journal", journal.text, clock.today(), journal.value_on, legs, event=event)
    return post_entry(draft, by=by).entry
