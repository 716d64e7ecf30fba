"""A client's wallet or bank account is given to us, by the client or for them."""

from dataclasses import asdict

from django.db import IntegrityError, transaction

from accounts.models import Client, User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.destination_states import LIVE, DestinationState
from funds.wallets.errors import BadDestination
from funds.wallets.events import DestinationProposed
from funds.wallets.models import Destination, OfficialWallet
from funds.wallets.services.check_address import check_address


@transaction.atomic
def propose_destination(
    *,
    client: Client,
    network: str,
    asset: str,
    address: str,
    label: str,
    bic: str = "",
    holder: str = "",
    replaces: Destination | None = None,
    by: User,
) -> Destination:
    """The proposed destination, for another person to confirm; `replaces` stays in use until this one is active.

    Raises BadDestination, which names the field at fault.
    """
    checked = check_address(network=network, asset=asset, address=address, label=label, bic=bic, holder=holder)
    if OfficialWallet.objects.filter(address=checked.address).exists():
        raise BadDestination("This is a wallet of ours: money would come back to us. Give one of your own.")
    if replaces is not None and (replaces.client_id != client.pk or replaces.state not in LIVE):
        raise BadDestination("What this one replaces is no longer in use.", "replaces")
    try:
        with transaction.atomic():
            destination = Destination.objects.create(
                client=client,
                replaces=replaces,
                state=DestinationState.PROPOSED.value,
                proposed_by=by,
                proposed_at=clock.now(),
                **asdict(checked),
            )
    except IntegrityError as error:
        if "one_live_destination_per_address" not in str(error):
            raise
        raise BadDestination("This address is on your list already.") from error
    old = "" if replaces is None else replaces.reference
    event = DestinationProposed(
        destination.reference, client.pk, checked.label, network, checked.asset, checked.address, old
    )
    record(event, by=by)
    return destination
