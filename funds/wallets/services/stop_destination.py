"""A destination is stopped before it is used: "this was not me"."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.destination_states import DestinationAction, DestinationState
from funds.wallets.errors import NotNow
from funds.wallets.events import DestinationStopped
from funds.wallets.models import Destination
from funds.wallets.services.move import move_destination


@transaction.atomic
def stop_destination(*, destination: Destination, reason: str = "", by: User) -> Destination:
    """One person alone may stop; raises NotNow once the cooling-off is over."""
    now = clock.now()
    if (
        destination.state == DestinationState.CONFIRMED
        and destination.usable_from is not None
        and destination.usable_from <= now
    ):
        raise NotNow(f"The cooling-off of {destination} is over. Take it out of use instead.")
    reason = reason.strip()
    move_destination(destination, DestinationAction.STOP, ended_by=by, ended_at=now, reason=reason)
    event = DestinationStopped(
        destination.reference, destination.client_id, destination.label, destination.address, reason
    )
    record(event, by=by)
    return destination
