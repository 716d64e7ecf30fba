from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from crm.errors import DetailsMissing
from crm.events import ProspectNoted
from crm.models import Prospect, ProspectNote
from fidus.lib import clock


def note_prospect(
    *, prospect: Prospect, text: str, by: User | None, follow_up_on: date | None = None, follow_up_note: str = ""
) -> ProspectNote:
    """Write down what was said, and when to speak next; no date means that nothing is due."""
    text = text.strip()
    if not text:
        raise DetailsMissing("Write down what was said or done.")
    with transaction.atomic():
        note = ProspectNote.objects.create(prospect=prospect, text=text, written_at=clock.now(), written_by=by)
        Prospect.objects.filter(pk=prospect.pk).update(
            follow_up_on=follow_up_on, follow_up_note=follow_up_note if follow_up_on else ""
        )
        trail.record(ProspectNoted(subject=prospect.reference, client=prospect.client_id, note=note.pk), by=by)
    prospect.refresh_from_db(fields=["follow_up_on", "follow_up_note"])
    return note
