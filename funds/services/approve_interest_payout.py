"""The second pair of eyes on an interest payment."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.domain.payout_states import PayoutAction
from funds.errors import SecondPersonNeeded
from funds.events import InterestPayoutApproved
from funds.models import InterestPayout
from funds.services.move_payout import move_payout


@transaction.atomic
def approve_interest_payout(*, payout: InterestPayout, by: User) -> InterestPayout:
    """The approved payment; raises SecondPersonNeeded for whoever prepared it, IllegalState if it is not due."""
    if payout.prepared_by_id == by.pk:
        raise SecondPersonNeeded("You prepared this payment; a second person approves it.")
    move_payout(payout, PayoutAction.APPROVE, approved_by=by, approved_at=clock.now())
    investment = payout.investment
    event = InterestPayoutApproved(investment.number, investment.client_id, payout.due_on, payout.amount)
    record(event, by=by)
    return payout
