"""The second pair of eyes on a rate set by hand."""

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.rates.domain.override_states import OverrideAction
from accounts.rates.errors import NotAnOverride, SecondPersonNeeded
from accounts.rates.events import OverrideApproved
from accounts.rates.models import RateOverride
from accounts.rates.services.move_override import move_override
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def approve_override(*, override: RateOverride, by: User) -> RateOverride:
    """The approved override, which holds from now on.

    Raises SecondPersonNeeded for whoever proposed it, NotAnOverride where another of the pair stands in its days,
    IllegalState.
    """
    if override.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this rate; a second person approves it.")
    try:
        with transaction.atomic():
            move_override(override, OverrideAction.APPROVE, decided_by=by, decided_at=clock.now())
    except IntegrityError as error:
        if "another override" not in str(error):
            raise
        raise NotAnOverride(
            f"Another rate of {override.base} and {override.quote} stands in these days; end that one first."
        ) from error
    pair = f"{override.base}/{override.quote}"
    record(OverrideApproved(f"override:{override.pk}", None, pair, override.value), by=by)
    return override
