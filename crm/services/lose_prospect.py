from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from crm.domain.prospect_states import ProspectAction
from crm.errors import ReasonMissing
from crm.events import ProspectLost
from crm.models import Prospect
from fidus.lib import clock


def lose_prospect(*, prospect: Prospect, reason: str, by: User | None) -> Prospect:
    """They will not come; the reason is what the firm learns from."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Say why the prospect was lost.")
    with transaction.atomic():
        prospect = Prospect.objects.select_for_update(of=("self",)).get(pk=prospect.pk)
        prospect.move(
            ProspectAction.LOSE, lost_at=clock.now(), lost_because=reason, follow_up_on=None, follow_up_note=""
        )
        trail.record(ProspectLost(subject=prospect.reference, client=None, reason=reason), by=by)
    return prospect
