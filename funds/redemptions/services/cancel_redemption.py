"""Take a request back before its window."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.redemptions.domain.redemption_states import RedemptionAction
from funds.redemptions.errors import TooLate
from funds.redemptions.events import RedemptionCancelled
from funds.redemptions.models import Redemption
from funds.redemptions.services.follow_investment import follow_investment
from funds.redemptions.services.lock_redemption import lock_redemption
from funds.redemptions.services.move_redemption import move_redemption


@transaction.atomic
def cancel_redemption(*, redemption: Redemption, reason: str = "", by: User | None) -> Redemption:
    """The cancelled request; what it reserved is free again. Clients may until the last day of notice, staff until the
    money is set aside. Raises TooLate, IllegalState.
    """
    redemption = lock_redemption(redemption)
    if by is not None and not by.is_staff and clock.today() > redemption.notice_by:
        raise TooLate(f"{redemption.number} could be taken back until {redemption.notice_by:%-d %b %Y}. Write to us.")
    move_redemption(redemption, RedemptionAction.CANCEL, ended_by=by, ended_at=clock.now(), reason=reason.strip())
    investment = follow_investment(redemption.investment, by=by)
    event = RedemptionCancelled(redemption.number, investment.client_id, investment.number, reason.strip())
    record(event, by=by)
    return redemption
