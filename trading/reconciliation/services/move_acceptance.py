"""The one guarded step from a state of an acceptance to the next."""

from trading.reconciliation.domain.acceptance_states import (
    AcceptanceAction,
    AcceptanceState,
    IllegalAcceptanceAction,
    after,
)
from trading.reconciliation.errors import IllegalState
from trading.reconciliation.models import Acceptance


def move_acceptance(acceptance: Acceptance, action: AcceptanceAction, **changes: object) -> Acceptance:
    """Move the row and `acceptance` itself, with `changes`; raises IllegalState, also when somebody was quicker."""
    old = AcceptanceState(acceptance.state)
    try:
        changes["state"] = after(old, action).value
    except IllegalAcceptanceAction as error:
        raise IllegalState(f"{acceptance}: {error}.") from error
    if Acceptance.objects.filter(pk=acceptance.pk, state=old.value).update(**changes) != 1:
        raise IllegalState(f"{acceptance} is no longer {old}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(acceptance, name, value)
    return acceptance
