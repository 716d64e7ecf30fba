"""Somebody has looked at the request and where its money is to go."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.redemptions.domain.redemption_states import RedemptionAction
from funds.redemptions.errors import RedemptionRefused
from funds.redemptions.events import RedemptionChecked
from funds.redemptions.models import Redemption
from funds.redemptions.services.lock_redemption import lock_redemption
from funds.redemptions.services.move_redemption import move_redemption
from funds.wallets.gates import may_be_used
from funds.wallets.models import Destination


@transaction.atomic
def check_redemption(*, redemption: Redemption, by: User, destination: Destination | None = None) -> Redemption:
    """The checked request; `destination` where the client named none, or names another before the check.

    Raises RedemptionRefused without a destination that can be used, IllegalState.
    """
    redemption = lock_redemption(redemption)
    destination = destination or redemption.destination
    check_destination(redemption, destination)
    move_redemption(
        redemption, RedemptionAction.CHECK, checked_by=by, checked_at=clock.now(), destination_id=destination.pk
    )
    redemption.destination = destination
    record(RedemptionChecked(redemption.number, redemption.investment.client_id, redemption.investment.number), by=by)
    return redemption


def check_destination(redemption: Redemption, destination: Destination | None) -> None:
    """Raises RedemptionRefused unless the money can go there today."""
    if destination is None:
        raise RedemptionRefused("Say where the money goes: one of the client's destinations.")
    if destination.client_id != redemption.investment.client_id:
        raise RedemptionRefused("That destination is not this client's.")
    verdict = may_be_used(destination)
    if not verdict.allowed:
        raise RedemptionRefused(f"{destination} cannot be used. {' '.join(verdict.reasons)}")
