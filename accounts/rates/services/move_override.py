"""The one guarded step from a state of an override to the next."""

from accounts.rates.domain.override_states import IllegalOverrideAction, OverrideAction, OverrideState, after
from accounts.rates.errors import IllegalState
from accounts.rates.models import RateOverride


def move_override(override: RateOverride, action: OverrideAction, **changes: object) -> RateOverride:
    """Move the row and `override` itself, with `changes`; raises IllegalState, also when somebody was quicker."""
    old = OverrideState(override.state)
    try:
        changes["state"] = after(old, action)
    except IllegalOverrideAction as error:
        raise IllegalState(f"{override}: {error}.") from error
    if RateOverride.objects.filter(pk=override.pk, state=old).update(**changes) != 1:
        raise IllegalState(f"{override} is no longer {old}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(override, name, value)
    return override
