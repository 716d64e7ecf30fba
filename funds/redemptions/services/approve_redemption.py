"""The second pair of eyes on money that leaves."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.errors import IllegalState, SecondPersonNeeded
from funds.redemptions.domain.redemption_states import RedemptionAction
from funds.redemptions.events import RedemptionApproved
from funds.redemptions.models import Redemption
from funds.redemptions.services.check_redemption import check_destination
from funds.redemptions.services.lock_redemption import lock_redemption
from funds.redemptions.services.move_redemption import move_redemption


@transaction.atomic
def approve_redemption(*, redemption: Redemption, by: User) -> Redemption:
    """The approved redemption; raises SecondPersonNeeded for whoever asked for it or checked it, IllegalState."""
    redemption = lock_redemption(redemption)
    if redemption.requested_by_id == by.pk:
        raise SecondPersonNeeded("You asked for this redemption; another person approves it.")
    if redemption.checked_by_id == by.pk:
        raise SecondPersonNeeded("You checked this redemption; another person approves it.")
    if redemption.state != Redemption.State.CHECKED:
        raise IllegalState(f"{redemption.number} is {redemption.state}; only what was checked is approved.")
    check_destination(redemption, redemption.destination)
    move_redemption(redemption, RedemptionAction.APPROVE, approved_by=by, approved_at=clock.now())
    investment = redemption.investment
    record(RedemptionApproved(redemption.number, investment.client_id, investment.number, redemption.asked), by=by)
    return redemption
