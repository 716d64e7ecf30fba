"""A proposed wallet of the firm is not taken."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.official_wallet_states import WalletAction
from funds.wallets.errors import ReasonMissing
from funds.wallets.events import OfficialWalletRefused
from funds.wallets.models import OfficialWallet
from funds.wallets.services.move import move_wallet


@transaction.atomic
def refuse_wallet(*, wallet: OfficialWallet, reason: str, by: User) -> OfficialWallet:
    """The refused one; whoever proposed it may take it back so. Raises ReasonMissing, NotNow."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Give the reason.")
    move_wallet(wallet, WalletAction.REFUSE, ended_by=by, ended_at=clock.now(), reason=reason)
    record(OfficialWalletRefused(wallet.reference, None, wallet.label, wallet.address, reason), by=by)
    return wallet
