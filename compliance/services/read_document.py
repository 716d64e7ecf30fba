from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from compliance import vault
from compliance.events import DocumentRead
from compliance.models import Document


def read_document(*, document: Document, by: User) -> bytes:
    """The content, and a line in the trail that this person had it; raises DocumentDamaged."""
    content = vault.content_of(document)
    case = document.item.case
    with transaction.atomic():
        trail.record(
            DocumentRead(
                subject=case.reference,
                client=case.client_id,
                document=document.pk,
                version=document.version,
                item=document.item.code,
            ),
            by=by,
        )
    return content
