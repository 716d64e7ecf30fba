"""Somebody of the firm looks at a proposed destination and says no."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.destination_states import DestinationAction
from funds.wallets.errors import ReasonMissing
from funds.wallets.events import DestinationRefused
from funds.wallets.models import Destination
from funds.wallets.services.confirm_destination import refuse_the_same_person
from funds.wallets.services.move import move_destination


@transaction.atomic
def refuse_destination(*, destination: Destination, reason: str, by: User) -> Destination:
    """The refused one, with the reason the client reads; raises ReasonMissing, SecondPersonNeeded, NotNow."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Give the reason; the client reads it.")
    refuse_the_same_person(destination, by)
    move_destination(destination, DestinationAction.REFUSE, ended_by=by, ended_at=clock.now(), reason=reason)
    record(
        DestinationRefused(
            destination.reference, destination.client_id, destination.label, destination.address, reason
        ),
        by=by,
    )
    return destination
