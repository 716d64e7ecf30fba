"""The second pair of eyes on an interest payment."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.domain.payout_states import PayoutAction, PayoutState
from funds.errors import IllegalState, SecondPersonNeeded
from funds.events import InterestPayoutApproved
from funds.gates import route_to_pay
from funds.models import InterestPayout
from funds.services.move_payout import move_payout


@transaction.atomic
def approve_interest_payout(*, payout: InterestPayout, by: User) -> InterestPayout:
    """The approved payment; raises SecondPersonNeeded for whoever prepared it, IllegalState if it is not due,
    PayoutWaits while there is nowhere to send it. Where it goes is kept with the approval."""
    if payout.prepared_by_id == by.pk:
        raise SecondPersonNeeded("You prepared this payment; a second person approves it.")
    if payout.state != PayoutState.DUE:
        raise IllegalState(f"{payout} is {payout.state}; only what is due is approved.")
    route = route_to_pay(payout)
    move_payout(payout, PayoutAction.APPROVE, approved_by=by, approved_at=clock.now(), destination=route.as_json())
    investment = payout.investment
    event = InterestPayoutApproved(
        investment.number, investment.client_id, payout.due_on, payout.amount, route.label, route.address
    )
    record(event, by=by)
    return payout
