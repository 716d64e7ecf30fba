"""The decision about one line of the checklist: accepted, or refused with a reason."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from compliance.domain.case_states import CaseState
from compliance.domain.item_states import ItemAction
from compliance.errors import ComplianceError, NotNow, ReasonMissing
from compliance.events import ItemAccepted, ItemRefused
from compliance.models import ChecklistItem, KycCase
from compliance.parties import refuse_own_case
from fidus.lib import clock


def accept_item(*, item: ChecklistItem, by: User, valid_until: date | None = None) -> ChecklistItem:
    """What was provided is right; a document that expires must say until when it is valid."""
    with transaction.atomic():
        item = _open_to_decision(item, by)
        if item.requirement.expires:
            if valid_until is None:
                raise ComplianceError("Enter until when the identity document is valid.")
            if valid_until < clock.today():
                raise ComplianceError("This identity document has expired. Refuse it and ask for a valid one.")
        else:
            valid_until = None
        item.move(ItemAction.ACCEPT, decided_at=clock.now(), decided_by=by, reason="", valid_until=valid_until)
        until = valid_until.isoformat() if valid_until else None
        trail.record(
            ItemAccepted(subject=item.case.reference, client=item.case.client_id, item=item.code, valid_until=until),
            by=by,
        )
    return item


def refuse_item(*, item: ChecklistItem, by: User, reason: str) -> ChecklistItem:
    """What was provided will not do; the client reads the reason and may provide it again."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Say why: the client reads the reason.")
    with transaction.atomic():
        item = _open_to_decision(item, by)
        item.move(ItemAction.REFUSE, decided_at=clock.now(), decided_by=by, reason=reason, valid_until=None)
        trail.record(
            ItemRefused(subject=item.case.reference, client=item.case.client_id, item=item.code, reason=reason), by=by
        )
    return item


def _open_to_decision(item: ChecklistItem, by: User) -> ChecklistItem:
    """The line as it is now, its case locked so that nothing is decided while somebody submits."""
    case = KycCase.objects.select_for_update(of=("self",)).select_related("client").get(pk=item.case_id)
    refuse_own_case(case, by)
    if case.state != CaseState.COLLECTING:
        raise NotNow(f"{case.reference} is {case.state}. Reopen it to decide about its documents again.")
    current = ChecklistItem.objects.get(pk=item.pk)
    current.case = case
    return current
