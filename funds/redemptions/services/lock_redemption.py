"""Take the rows a step needs, the investment before the redemption: one order for everybody."""

from funds.models import Investment
from funds.redemptions.models import Redemption


def lock_investment(pk: int) -> Investment:
    locked = Investment.objects.select_for_update(of=("self",)).select_related("client", "terms__product")
    return locked.get(pk=pk)


def lock_redemption(redemption: Redemption) -> Redemption:
    """The redemption as it is now, with its investment; both stay so until the transaction ends."""
    investment = lock_investment(redemption.investment_id)
    locked = Redemption.objects.select_for_update(of=("self",)).select_related(
        "destination", "requested_by", "checked_by", "approved_by", "paid_by"
    )
    found: Redemption = locked.get(pk=redemption.pk)
    found.investment = investment
    return found
