"""Refuse a redemption; what was set aside for it already goes back into the investment."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.redemptions.domain.redemption_states import RedemptionAction
from funds.redemptions.errors import RedemptionRefused
from funds.redemptions.events import RedemptionRejected
from funds.redemptions.models import Redemption
from funds.redemptions.services.follow_investment import follow_investment
from funds.redemptions.services.lock_redemption import lock_redemption
from funds.redemptions.services.move_redemption import move_redemption
from funds.redemptions.services.put_back import put_back


@transaction.atomic
def reject_redemption(*, redemption: Redemption, reason: str, by: User, value_on: date | None = None) -> Redemption:
    """The rejected redemption; `value_on` (default: today) is the day from which money set aside earns again.

    Raises RedemptionRefused without a reason, IllegalState, BadDate.
    """
    if not reason.strip():
        raise RedemptionRefused("Say why; the client reads it.")
    redemption = lock_redemption(redemption)
    was_payable = redemption.state == Redemption.State.PAYABLE
    move_redemption(redemption, RedemptionAction.REJECT, ended_by=by, ended_at=clock.now(), reason=reason.strip())
    if was_payable:
        put_back(redemption, value_on=value_on or clock.today(), reason=reason.strip(), by=by)
    investment = follow_investment(redemption.investment, by=by)
    record(RedemptionRejected(redemption.number, investment.client_id, investment.number, reason.strip()), by=by)
    return redemption
