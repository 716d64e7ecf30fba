from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from accounts.books.domain.journal_states import JournalState
from accounts.books.errors import NotBookable, ReasonNeeded
from accounts.books.events import JournalPrepared, of_journal
from accounts.books.models import Journal, JournalLine
from accounts.books.services.post_journal import post_journal
from accounts.ledger.api import LedgerError, accounts_by_code, entry_details
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on an account: debit positive, credit negative."""

    code: str
    amount: Money


@transaction.atomic
def prepare_journal(*, text: str, reason: str, value_on: date, lines: Sequence[Line], by: User) -> Journal:
    """A journal that waits for a second person; raises ReasonNeeded, NotBookable with what the ledger would refuse."""
    journal = _written(text, reason, value_on, by)
    known = accounts_by_code(line.code for line in lines)
    for line in lines:
        if line.code not in known:
            raise NotBookable(f"There is no account {line.code}.")
        if known[line.code].currency != line.amount.currency:
            raise NotBookable(f"{line.code} is kept in {known[line.code].currency}, not in {line.amount.currency}.")
    if len(lines) < 2 or not all(line.amount for line in lines):
        raise NotBookable("A journal has two lines at least, each with an amount.")
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.amount.currency] += line.amount.minor
    for currency, off in sums.items():
        if off:
            more = "Debits" if off > 0 else "Credits"
            raise NotBookable(f"{more} are {Money.from_minor(abs(off), currency)} more than the other side.")
    journal.save()
    JournalLine.objects.bulk_create(
        JournalLine(
            journal=journal,
            position=place,
            account=known[line.code].account,
            code=line.code,
            currency=line.amount.currency,
            amount_minor=line.amount.minor,
        )
        for place, line in enumerate(lines, 1)
    )
    return _prepared(journal, [line.amount for line in lines])


@transaction.atomic
def prepare_reversal(*, entry: int, reason: str, value_on: date, by: User) -> Journal:
    """The reversal of an entry, which waits for a second person; raises ReasonNeeded, NotBookable."""
    original = entry_details(entry)
    if original is None:
        raise NotBookable(f"There is no entry {entry}.")
    journal = _written(f"Reversal of entry {entry}: {original.text}"[:200], reason, value_on, by)
    journal.reverses = entry
    try:
        with transaction.atomic():
            journal.save()
    except IntegrityError as error:
        raise NotBookable("A reversal of this entry is prepared or posted already.") from error
    return _prepared(journal, [-leg.amount for leg in original.legs])


def _written(text: str, reason: str, value_on: date, by: User) -> Journal:
    if not text.strip() or not reason.strip():
        raise ReasonNeeded("A journal says what it is and why it is written by hand.")
    if value_on > clock.today():
        raise NotBookable("The value date is not in the future.")
    return Journal(
        state=JournalState.PREPARED,
        text=text.strip(),
        reason=reason.strip(),
        value_on=value_on,
        prepared_by=by,
        prepared_at=clock.now(),
    )


def _prepared(journal: Journal, amounts: Sequence[Money]) -> Journal:
    """Posted to try it and taken back, so that whoever prepares sees what the ledger refuses."""
    try:
        with transaction.atomic():
            post_journal(journal, by=journal.prepared_by, event=None)
            transaction.set_rollback(True)
    except LedgerError as error:
        raise NotBookable(f"The ledger would not take this: {error}.") from error
    debits = tuple(amount for amount in amounts if amount.minor > 0)
    event = JournalPrepared(of_journal(journal.pk), None, journal.value_on, journal.reason, journal.reverses, debits)
    record(event, by=journal.prepared_by)
    return journal
