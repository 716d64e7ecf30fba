"""End a rate set by hand before its last day."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.rates.domain.override_states import OverrideAction
from accounts.rates.errors import NotAnOverride
from accounts.rates.events import OverrideEnded
from accounts.rates.models import RateOverride
from accounts.rates.services.move_override import move_override
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def end_override(*, override: RateOverride, reason: str, by: User, ended_on: date | None = None) -> RateOverride:
    """`ended_on` (default: today) is the first day without it; the days before keep it. Raises NotAnOverride."""
    ended_on = ended_on or clock.today()
    if not override.valid_from < ended_on <= override.valid_until:
        raise NotAnOverride("It ends after its first day and before its last.")
    if ended_on < clock.today():
        raise NotAnOverride("Days that are over keep the rate they had.")
    if not reason.strip():
        raise NotAnOverride("Say why it ends.")
    move_override(override, OverrideAction.END, ended_by=by, ended_on=ended_on, end_reason=reason.strip())
    pair = f"{override.base}/{override.quote}"
    record(OverrideEnded(f"override:{override.pk}", None, pair, ended_on, reason.strip()), by=by)
    return override
