"""The second pair of eyes on a wallet of the firm: clients see it from now on."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.official_wallet_states import WalletAction, WalletState
from funds.wallets.errors import SecondPersonNeeded
from funds.wallets.events import OfficialWalletConfirmed
from funds.wallets.models import OfficialWallet
from funds.wallets.services.move import move_wallet
from funds.wallets.services.retire_wallet import retire


@transaction.atomic
def confirm_wallet(*, wallet: OfficialWallet, by: User) -> OfficialWallet:
    """The active wallet; what it replaces is retired. Raises SecondPersonNeeded, NotNow."""
    if wallet.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this wallet; a second person confirms it.")
    move_wallet(wallet, WalletAction.CONFIRM, confirmed_by=by, confirmed_at=clock.now())
    record(OfficialWalletConfirmed(wallet.reference, None, wallet.label, wallet.address), by=by)
    old = wallet.replaces
    if old is not None and old.state == WalletState.ACTIVE:
        retire(old, reason=f"Replaced by {wallet}.", by=by)
    return wallet
