"""Take back a rate one has proposed."""

from django.db import transaction

from accounts.models import User
from accounts.rates.domain.override_states import OverrideAction
from accounts.rates.errors import RatesError
from accounts.rates.events import OverrideWithdrawn
from accounts.rates.models import RateOverride
from accounts.rates.services.move_override import move_override
from accounts.trail.api import record


@transaction.atomic
def withdraw_override(*, override: RateOverride, by: User) -> RateOverride:
    """Raises RatesError for anybody but who proposed it, IllegalState once it is decided."""
    if override.proposed_by_id != by.pk:
        raise RatesError("Only who proposed it withdraws it; others refuse it.")
    move_override(override, OverrideAction.WITHDRAW)
    record(OverrideWithdrawn(f"override:{override.pk}", None, f"{override.base}/{override.quote}"), by=by)
    return override
