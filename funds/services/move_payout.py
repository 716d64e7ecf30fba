"""The one guarded step from a state of an interest payment to the next."""

from funds.domain.payout_states import IllegalPayoutAction, PayoutAction, PayoutState, after
from funds.errors import IllegalState
from funds.models import InterestPayout


def move_payout(payout: InterestPayout, action: PayoutAction, **changes: object) -> InterestPayout:
    """Move the row and `payout` itself, with `changes`; raises IllegalState, also when somebody else was quicker."""
    old = PayoutState(payout.state)
    try:
        changes["state"] = after(old, action)
    except IllegalPayoutAction as error:
        raise IllegalState(f"{payout}: {error}.") from error
    if InterestPayout.objects.filter(pk=payout.pk, state=old).update(**changes) != 1:
        raise IllegalState(f"{payout} is no longer {old}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(payout, name, value)
    return payout
