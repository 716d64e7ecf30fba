"""A destination is taken out of use, by the client or the office."""

from django.db import transaction

from accounts.models import User
from fidus.lib import clock
from funds.wallets.domain.destination_states import DestinationState
from funds.wallets.models import Destination
from funds.wallets.services.activate_due_destinations import activate, retire


@transaction.atomic
def retire_destination(*, destination: Destination, reason: str = "", by: User) -> Destination:
    """At once and by one person: nothing is paid to it from now on. Raises NotNow if it is not in use."""
    destination = Destination.objects.select_for_update(of=("self",)).get(pk=destination.pk)
    usable_from = destination.usable_from
    if destination.state == DestinationState.CONFIRMED and usable_from is not None and usable_from <= clock.now():
        activate(destination, by=None)
    retire(destination, reason=reason.strip(), by=by)
    return destination
