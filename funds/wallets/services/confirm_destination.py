"""The second pair of eyes on a client's destination; the cooling-off begins."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.selectors import clients_of
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.destination_states import DestinationAction
from funds.wallets.errors import SecondPersonNeeded
from funds.wallets.events import DestinationConfirmed
from funds.wallets.models import Destination
from funds.wallets.services.move import move_destination


@transaction.atomic
def confirm_destination(*, destination: Destination, by: User) -> Destination:
    """Usable once the cooling-off is over; raises SecondPersonNeeded for whoever proposed it or acts for the client."""
    refuse_the_same_person(destination, by)
    now = clock.now()
    usable_from = now + timedelta(hours=settings.WALLET_COOLING_OFF_HOURS)
    move_destination(destination, DestinationAction.CONFIRM, confirmed_by=by, confirmed_at=now, usable_from=usable_from)
    event = DestinationConfirmed(
        destination.reference, destination.client_id, destination.label, destination.address, usable_from
    )
    record(event, by=by)
    return destination


def refuse_the_same_person(destination: Destination, by: User) -> None:
    """Raises SecondPersonNeeded."""
    if destination.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this destination; a second person decides about it.")
    if clients_of(by).filter(pk=destination.client_id).exists():
        raise SecondPersonNeeded("You act for this client; somebody of the firm decides about it.")
