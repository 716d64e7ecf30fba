"""Open an account of the firm at a bank, with its account in the ledger."""

import re

from django.db import IntegrityError, transaction

from accounts.ledger.api import open_account
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import minor_units
from funds.bank.domain.account_numbers import bare
from funds.bank.errors import BankError
from funds.bank.events import BankAccountOpened, subject_of
from funds.bank.models import BankAccount


@transaction.atomic
def open_bank_account(
    *,
    name: str,
    identifier: str,
    currency: str,
    bank: str = "",
    other_spellings: list[str] | None = None,
    by: User | None,
) -> BankAccount:
    """The first account of a currency is the one clients' money is booked on; the same again changes nothing.

    Raises BankError for a name or an identifier that stands for another account.
    """
    minor_units(currency)
    identifier, name = bare(identifier), name.strip()
    if not identifier or not name:
        raise BankError("A bank account has a name and an IBAN or number.")
    held = BankAccount.objects.filter(identifier=identifier, currency=currency).first()
    if held is not None:
        if held.name != name:
            raise BankError(f"{identifier} is open already, as {held.name}.")
        return held
    code = f"Assets:Bank:{currency}"
    if BankAccount.objects.filter(ledger_code=code).exists():
        code = f"{code}:{_word(name)}"
    ledger_account = open_account(code=code, kind="asset", currency=currency, label=f"The firm's bank: {name}"[:80])
    try:
        with transaction.atomic():
            account = BankAccount.objects.create(
                name=name,
                bank=bank.strip(),
                identifier=identifier,
                other_spellings=sorted({bare(one) for one in other_spellings or () if bare(one)}),
                currency=currency,
                ledger_code=code,
                ledger_account=ledger_account,
                opened_at=clock.now(),
                opened_by=by,
            )
    except IntegrityError:
        raise BankError(f"There is a bank account of the name {name} already, or one too much like it.") from None
    record(BankAccountOpened(subject_of(account.pk), None, name, identifier, currency, code), by=by)
    return account


def _word(name: str) -> str:
    """A word of a Beancount account."""
    word = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
    return (word[:1].upper() + word[1:]) or "Other"
