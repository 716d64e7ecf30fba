"""The approval of an interest payment is taken back, because it should go elsewhere, or not now."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.domain.payout_states import PayoutAction
from funds.errors import NotWithinTerms
from funds.events import InterestApprovalTakenBack
from funds.models import InterestPayout
from funds.services.move_payout import move_payout


@transaction.atomic
def take_back_approval(*, payout: InterestPayout, reason: str, by: User) -> InterestPayout:
    """The payment, due again; one person alone may, for nothing leaves by it. Raises NotWithinTerms, IllegalState."""
    if not reason.strip():
        raise NotWithinTerms("Say why the approval is taken back.")
    destination = "" if payout.route is None else str(payout.route)
    move_payout(payout, PayoutAction.TAKE_BACK, approved_by=None, approved_at=None, destination=None)
    payout.approved_by_id = None
    investment = payout.investment
    event = InterestApprovalTakenBack(
        investment.number, investment.client_id, payout.due_on, destination, reason.strip()
    )
    record(event, by=by)
    return payout
