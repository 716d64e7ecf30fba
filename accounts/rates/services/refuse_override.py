"""Refuse a rate that somebody proposed."""

from django.db import transaction

from accounts.models import User
from accounts.rates.domain.override_states import OverrideAction
from accounts.rates.errors import RatesError, SecondPersonNeeded
from accounts.rates.events import OverrideRefused
from accounts.rates.models import RateOverride
from accounts.rates.services.move_override import move_override
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def refuse_override(*, override: RateOverride, reason: str, by: User) -> RateOverride:
    """Raises SecondPersonNeeded for whoever proposed it (they withdraw it), IllegalState."""
    if override.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this rate; withdraw it instead.")
    if not reason.strip():
        raise RatesError("Say why, for whoever proposed it.")
    move_override(override, OverrideAction.REFUSE, decided_by=by, decided_at=clock.now(), decision=reason.strip())
    pair = f"{override.base}/{override.quote}"
    record(OverrideRefused(f"override:{override.pk}", None, pair, reason.strip()), by=by)
    return override
