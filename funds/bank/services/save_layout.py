"""Keep how a bank writes its CSV, for the next file of the account."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.bank.domain.csv_mapping import CsvMapping
from funds.bank.errors import BankError
from funds.bank.events import BankCsvLayoutSaved, subject_of
from funds.bank.models import BankAccount, CsvLayout


@transaction.atomic
def save_layout(*, account: BankAccount, mapping: CsvMapping, by: User | None) -> CsvLayout:
    """The newest layout of the account; the same as before adds none. Raises BankError for one that says too little."""
    if problems := mapping.problems():
        raise BankError(" ".join(problems))
    kept = mapping.as_json() | {"text": list(mapping.text)}
    newest = account.layouts.first()
    if newest is not None and newest.mapping == kept:
        return newest
    layout = CsvLayout.objects.create(account=account, mapping=kept, saved_at=clock.now(), saved_by=by)
    record(BankCsvLayoutSaved(subject_of(account.pk), None, kept), by=by)
    return layout
