"""A wallet of the firm is shown to nobody any more."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.official_wallet_states import WalletAction
from funds.wallets.errors import ReasonMissing
from funds.wallets.events import OfficialWalletRetired
from funds.wallets.models import OfficialWallet
from funds.wallets.services.move import move_wallet


@transaction.atomic
def retire_wallet(*, wallet: OfficialWallet, reason: str, by: User) -> OfficialWallet:
    """At once and by one person, for a key that is lost waits for nobody. Raises ReasonMissing, NotNow."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Give the reason.")
    retire(wallet, reason=reason, by=by)
    return wallet


def retire(wallet: OfficialWallet, *, reason: str, by: User) -> None:
    """The step itself, inside a transaction."""
    move_wallet(wallet, WalletAction.RETIRE, ended_by=by, ended_at=clock.now(), reason=reason)
    record(OfficialWalletRetired(wallet.reference, None, wallet.label, wallet.address, reason), by=by)
