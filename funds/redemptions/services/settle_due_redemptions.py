"""Make payable whatever is approved and whose window has come, in the order of the windows."""

import logging
from datetime import date

from accounts.models import User
from funds.errors import BadDate, FundsError
from funds.models import Accrual
from funds.redemptions.models import Redemption
from funds.redemptions.services.settle_redemption import settle_redemption
from funds.services.accrue_interest import accrue_interest
from funds.services.make_interest_due import make_interest_due

log = logging.getLogger(__name__)


def settle_due_redemptions(*, as_of: date, by: User | None) -> list[Redemption]:
    """Each in a transaction of its own, before the nights after its window are accrued; again adds nothing.

    One approved late leaves at the day interest is accrued to; one whose window's books are closed leaves on `as_of`.
    One that cannot leave (its charges take all of it, another run was quicker) keeps none of the others back.
    """
    due = Redemption.objects.filter(state=Redemption.State.APPROVED, window_on__lte=as_of)
    settled = []
    for redemption in due.order_by("window_on", "pk"):
        for day in (redemption.window_on, as_of):
            try:
                settled.append(_settle(redemption, day, by))
            except BadDate as refused:
                log.warning("%s did not leave on %s: %s", redemption.number, day, refused)
                continue
            except FundsError as refused:
                log.warning("%s did not leave: %s", redemption.number, refused)
            break
    return settled


def _settle(redemption: Redemption, wanted: date, by: User | None) -> Redemption:
    accrual = Accrual.objects.get(investment=redemption.investment_id)
    on = max(wanted, accrual.accrued_through)
    accrue_interest(as_of=on, by=by)
    make_interest_due(as_of=on, by=by)
    return settle_redemption(redemption=redemption, value_on=on, by=by)
