"""What the clock has decided is written down: destinations whose cooling-off is over, and what they replace."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.wallets.domain.destination_states import DestinationAction, DestinationState
from funds.wallets.events import DestinationActivated, DestinationRetired
from funds.wallets.models import Destination
from funds.wallets.services.move import move_destination


def activate_due_destinations(*, by: User | None = None) -> int:
    """How many became active; each in its own transaction, so that one that fails holds up no other."""
    due = Destination.objects.filter(state=DestinationState.CONFIRMED.value, usable_from__lte=clock.now())
    return sum(_activate(pk, by) for pk in due.order_by("usable_from").values_list("pk", flat=True))


@transaction.atomic
def _activate(pk: int, by: User | None) -> bool:
    waiting = Destination.objects.select_for_update(of=("self",), skip_locked=True)
    destination = waiting.filter(pk=pk, state=DestinationState.CONFIRMED.value).first()
    if destination is None:
        return False
    activate(destination, by=by)
    return True


def activate(destination: Destination, *, by: User | None) -> None:
    """Mark one whose cooling-off is over, inside a transaction; what it replaces is retired."""
    move_destination(destination, DestinationAction.ACTIVATE, activated_at=clock.now())
    happened = DestinationActivated(
        destination.reference, destination.client_id, destination.label, destination.address
    )
    record(happened, by=by)
    # Somebody may take the old one out of use at this moment.
    replaced = Destination.objects.select_for_update(of=("self",)).filter(pk=destination.replaces_id)
    if (old := replaced.filter(state=DestinationState.ACTIVE.value).first()) is not None:
        retire(old, reason=f"Replaced by {destination}.", by=by)


def retire(destination: Destination, *, reason: str, by: User | None) -> None:
    """Take one out of use, inside a transaction."""
    move_destination(destination, DestinationAction.RETIRE, ended_by=by, ended_at=clock.now(), reason=reason)
    event = DestinationRetired(
        destination.reference, destination.client_id, destination.label, destination.address, reason
    )
    record(event, by=by)
