"""The end of a term asks for the money by itself."""

from datetime import date

from accounts.models import User
from funds.domain.calendars import Calendar, business_days_before
from funds.domain.investment_states import EARNING
from funds.models import Investment
from funds.redemptions.domain.redemption_states import RedemptionState
from funds.redemptions.errors import NotEnough
from funds.redemptions.models import Occasion, Redemption
from funds.redemptions.services.request_redemption import request_redemption

_LEFT_TO_PEOPLE = (RedemptionState.REJECTED, RedemptionState.CANCELLED, RedemptionState.RETURNED)


def redeem_matured(*, as_of: date, by: User | None) -> list[Redemption]:
    """A request for all that is left, as long before the end as terms ask for notice; again asks for nothing more.

    Two people look at it as at any other, and its destination is named when it is checked. What was refused, or came
    back, is left to people: they enter it when it can be paid.
    """
    ending = Investment.objects.filter(terms__term_months__isnull=False, state__in=EARNING)
    refused = Redemption.objects.filter(occasion=Occasion.MATURITY, state__in=_LEFT_TO_PEOPLE)
    ending = ending.exclude(pk__in=refused.values("investment"))
    asked = []
    for investment in ending.select_related("terms").order_by("pk"):
        ends_on = investment.matures_on
        assert ends_on is not None
        terms = investment.terms
        notice_by = business_days_before(Calendar(terms.calendar), ends_on, terms.notice_business_days)
        if as_of < notice_by:
            continue
        try:
            redemption = request_redemption(
                investment=investment, window_on=max(ends_on, as_of), occasion=Occasion.MATURITY, by=None
            )
        except NotEnough:
            # All of it, or part of it, is asked for already; the rest is asked for when that is settled.
            continue
        asked.append(redemption)
    return asked
