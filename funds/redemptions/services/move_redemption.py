"""The one guarded step from a state of a redemption to the next."""

from funds.errors import IllegalState
from funds.redemptions.domain.redemption_states import (
    IllegalRedemptionAction,
    RedemptionAction,
    RedemptionState,
    after,
)
from funds.redemptions.models import Redemption


def move_redemption(redemption: Redemption, action: RedemptionAction, **changes: object) -> Redemption:
    """Move the row and `redemption` itself, with `changes`; raises IllegalState, also if somebody else was quicker."""
    old = RedemptionState(redemption.state)
    try:
        changes["state"] = after(old, action)
    except IllegalRedemptionAction as error:
        raise IllegalState(f"{redemption.number}: {error}.") from error
    if Redemption.objects.filter(pk=redemption.pk, state=old).update(**changes) != 1:
        raise IllegalState(f"{redemption.number} is no longer {old}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(redemption, name, value)
    return redemption
