from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from crm.domain.prospect_states import ProspectAction
from crm.errors import NotNow
from crm.events import ProspectMoved
from crm.models import Prospect
from fidus.lib import clock


def move_prospect(*, prospect: Prospect, action: ProspectAction, by: User | None) -> Prospect:
    """Between lead and negotiation, and back from lost; winning and losing have services of their own."""
    with transaction.atomic():
        prospect = Prospect.objects.select_for_update(of=("self",)).get(pk=prospect.pk)
        was = prospect.state
        match action:
            case ProspectAction.NEGOTIATE:
                prospect.move(action, negotiation_at=clock.now())
            case ProspectAction.STEP_BACK:
                prospect.move(action, negotiation_at=None)
            case ProspectAction.REVIVE:
                prospect.move(action, lead_at=clock.now(), negotiation_at=None, lost_at=None, lost_because="")
            case _:
                raise NotNow(f"“{action}” needs its own form.")
        trail.record(ProspectMoved(subject=prospect.reference, client=None, was=was, now=prospect.state), by=by)
    return prospect
