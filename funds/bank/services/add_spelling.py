"""Say that a bank writes one of the firm's accounts in another way."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.bank.domain.account_numbers import bare
from funds.bank.errors import BankError
from funds.bank.events import BankAccountSpellingAdded, subject_of
from funds.bank.models import BankAccount


@transaction.atomic
def add_spelling(*, account: BankAccount, spelling: str, by: User | None) -> BankAccount:
    """The same one again changes nothing; raises BankError if it is another account's."""
    account = BankAccount.objects.select_for_update().get(pk=account.pk)
    written = bare(spelling)
    if len(written) < 4:
        raise BankError("That is too short for the number of an account.")
    others = BankAccount.objects.filter(currency=account.currency).exclude(pk=account.pk)
    if any(written in {one.identifier, *one.other_spellings} for one in others):
        raise BankError("Another account is known by that number.")
    if written in {account.identifier, *account.other_spellings}:
        return account
    account.other_spellings = [*account.other_spellings, written]
    account.save(update_fields=["other_spellings"])
    record(BankAccountSpellingAdded(subject_of(account.pk), None, written), by=by)
    return account
