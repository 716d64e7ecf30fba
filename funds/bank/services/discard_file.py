"""Put a received file aside that nobody wants taken in."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.bank.domain.import_states import NEXT, RECEIVED
from funds.bank.errors import BankError
from funds.bank.events import BankFileDiscarded
from funds.bank.models import BankImport


@transaction.atomic
def discard_file(*, brought: BankImport, by: User | None) -> BankImport:
    """The sealed original stays; raises BankError if the file is finished already."""
    waiting = BankImport.objects.filter(pk=brought.pk, state=RECEIVED)
    if waiting.update(state=NEXT[RECEIVED, "discard"], finished_at=clock.now(), finished_by=by) != 1:
        raise BankError("This file is finished already.")
    brought.refresh_from_db()
    record(BankFileDiscarded(f"bank file:{brought.pk}", None, brought.name, brought.sha256), by=by)
    return brought
