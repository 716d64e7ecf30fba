"""Take a bank's file in, sealed, so that somebody may look at it before it counts."""

import hashlib

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.bank.archive import folder
from funds.bank.errors import FileRefused
from funds.bank.events import BankFileReceived
from funds.bank.models import BankAccount, BankImport

LARGEST = 20 * 1024 * 1024


@transaction.atomic
def receive_file(*, content: bytes, name: str, account: BankAccount | None = None, by: User | None) -> BankImport:
    """The file waits as received; nothing of it counts yet. Raises FileRefused for an empty or far too large one."""
    if not content:
        raise FileRefused("The file is empty.")
    if len(content) > LARGEST:
        raise FileRefused("The file is larger than 20 MB; ask the bank for shorter periods.")
    sha256 = hashlib.sha256(content).hexdigest()
    kept_as = f"{sha256[:2]}/{sha256}"
    folder().put(kept_as, content)
    brought = BankImport.objects.create(
        name=name[-255:] or "file",
        sha256=sha256,
        size=len(content),
        kept_as=kept_as,
        account=account,
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    record(BankFileReceived(f"bank file:{brought.pk}", None, brought.name, sha256, len(content)), by=by)
    return brought
