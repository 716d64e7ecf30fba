"""A wallet or bank account of the firm is put forward."""

from dataclasses import asdict

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.official_wallet_states import WalletState
from funds.wallets.errors import BadDestination
from funds.wallets.events import OfficialWalletProposed
from funds.wallets.models import Destination, OfficialWallet
from funds.wallets.services.check_address import check_address


@transaction.atomic
def propose_wallet(
    *,
    network: str,
    asset: str,
    address: str,
    label: str,
    bic: str = "",
    holder: str = "",
    replaces: OfficialWallet | None = None,
    by: User,
) -> OfficialWallet:
    """The proposed wallet; clients see it once another person has confirmed it. Raises BadDestination."""
    checked = check_address(network=network, asset=asset, address=address, label=label, bic=bic, holder=holder)
    if Destination.objects.filter(address=checked.address).exists():
        raise BadDestination("This address was given to us as a client's own.")
    if replaces is not None and replaces.state != WalletState.ACTIVE:
        raise BadDestination("What this one replaces is no longer in use.", "replaces")
    try:
        with transaction.atomic():
            wallet = OfficialWallet.objects.create(
                replaces=replaces,
                state=WalletState.PROPOSED.value,
                proposed_by=by,
                proposed_at=clock.now(),
                **asdict(checked),
            )
    except IntegrityError as error:
        if "one_live_official_wallet_per_address" not in str(error):
            raise
        raise BadDestination("This address is an official wallet for this asset already.") from error
    event = OfficialWalletProposed(wallet.reference, None, wallet.label, network, wallet.asset, wallet.address)
    record(event, by=by)
    return wallet
