"""A payment came back: the money is the client's again and earns from the day it came."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.redemptions.domain.redemption_states import RedemptionAction
from funds.redemptions.errors import RedemptionRefused
from funds.redemptions.events import RedemptionReturned
from funds.redemptions.models import Redemption
from funds.redemptions.services.follow_investment import follow_investment
from funds.redemptions.services.lock_redemption import lock_redemption
from funds.redemptions.services.move_redemption import move_redemption
from funds.redemptions.services.put_back import put_back


@transaction.atomic
def return_redemption(*, redemption: Redemption, came_back_on: date, reason: str, by: User) -> Redemption:
    """The returned redemption; its charges are given back too. Raises RedemptionRefused, IllegalState, BadDate."""
    if not reason.strip():
        raise RedemptionRefused("Say why the payment came back.")
    redemption = lock_redemption(redemption)
    move_redemption(redemption, RedemptionAction.RETURN, ended_by=by, ended_at=clock.now(), reason=reason.strip())
    put_back(redemption, value_on=came_back_on, reason=reason.strip(), by=by)
    investment = follow_investment(redemption.investment, by=by)
    assert redemption.net is not None
    event = RedemptionReturned(
        redemption.number, investment.client_id, investment.number, redemption.net, came_back_on, reason.strip()
    )
    record(event, by=by)
    return redemption
