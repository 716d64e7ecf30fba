import hashlib
import re
from typing import BinaryIO

from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from compliance import vault
from compliance.domain import file_content
from compliance.domain.case_states import CaseState
from compliance.domain.checklists import Needs
from compliance.domain.item_states import ItemAction, ItemState
from compliance.errors import DocumentRefused, NotNow
from compliance.events import DocumentAdded
from compliance.models import ChecklistItem, Document, KycCase
from fidus.lib import clock


def add_document(*, item: ChecklistItem, file: BinaryIO, name: str, by: User | None) -> Document:
    """Keep a file for a line of the checklist as its next version; raises DocumentRefused.

    The same file again for the same line is answered with the version that is there.
    """
    content = file.read(file_content.MAX_BYTES + 1)
    found = file_content.inspect(content)
    stored_as = vault.keep(content)
    try:
        document = _record(item, content, found, name, stored_as, by)
    except BaseException:
        vault.forget(stored_as)
        raise
    if document.stored_as != stored_as:
        vault.forget(stored_as)
    return document


def _record(
    item: ChecklistItem, content: bytes, found: file_content.FileContent, name: str, stored_as: str, by: User | None
) -> Document:
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        case = KycCase.objects.select_for_update(of=("self",)).select_related("client").get(pk=item.case_id)
        if case.state != CaseState.COLLECTING:
            raise NotNow("The documents are being reviewed or were decided. We ask you when something new is needed.")
        current = ChecklistItem.objects.get(pk=item.pk)
        current.case = case
        if current.requirement.needs != Needs.DOCUMENT:
            raise DocumentRefused("This is answered by a declaration, not by a document.")
        latest = current.documents.order_by("-version").first()
        if latest and latest.sha256 == digest:
            if current.state == ItemState.REFUSED:
                raise DocumentRefused(f"This is the very file that was refused: {current.reason}")
            return latest
        document = Document.objects.create(
            item=current,
            version=latest.version + 1 if latest else 1,
            name=_plain_name(name),
            media_type=found.media_type,
            size=len(content),
            pages=found.pages,
            sha256=digest,
            stored_as=stored_as,
            uploaded_at=clock.now(),
            uploaded_by=by,
        )
        current.move(
            ItemAction.PROVIDE,
            provided_at=document.uploaded_at,
            decided_at=None,
            decided_by=None,
            reason="",
            valid_until=None,
        )
        trail.record(
            DocumentAdded(
                subject=case.reference,
                client=case.client_id,
                item=current.code,
                document=document.pk,
                version=document.version,
                name=document.name,
                sha256=digest,
            ),
            by=by,
        )
    return document


def _plain_name(name: str) -> str:
    """The last part of a path, without characters that could end a header or turn text around."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-120:].strip() or "document"
