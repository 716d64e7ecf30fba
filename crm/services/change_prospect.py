from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from crm.domain.prospect_states import ProspectState
from crm.errors import NotNow
from crm.events import ProspectChanged
from crm.models import Prospect

FIELDS = (
    "name", "kind", "email", "phone", "country", "source", "expected_amount", "currency", "interest", "owner",
    "follow_up_on", "follow_up_note",
)  # fmt: skip


def change_prospect(*, prospect: Prospect, by: User | None, **details: object) -> Prospect:
    """Correct what is known; after winning, the client's own data counts and the prospect stays as it was."""
    unknown = set(details) - set(FIELDS)
    if unknown:
        raise ValueError(f"not a detail of a prospect: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        prospect = Prospect.objects.select_for_update(of=("self",)).get(pk=prospect.pk)
        if prospect.state == ProspectState.WON:
            raise NotNow(f"{prospect.name} is a client now. Change the client instead.")
        changed = [name for name, value in details.items() if getattr(prospect, name) != value]
        if changed:
            for name in changed:
                setattr(prospect, name, details[name])
            prospect.save(update_fields=changed)
            trail.record(ProspectChanged(subject=prospect.reference, client=None, fields=changed), by=by)
    return prospect
