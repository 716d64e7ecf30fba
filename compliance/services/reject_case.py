from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from compliance.domain.case_states import CaseAction
from compliance.errors import ReasonMissing
from compliance.events import CaseRejected
from compliance.models import KycCase
from compliance.parties import refuse_own_case
from fidus.lib import clock


def reject_case(*, case: KycCase, by: User, reason: str) -> KycCase:
    """The firm will not take this client; one person may say no, with a reason that stays in the house."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Say why the client is rejected.")
    with transaction.atomic():
        case = KycCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
        refuse_own_case(case, by)
        case.move(CaseAction.REJECT, rejected_at=clock.now(), rejected_by=by, rejected_because=reason)
        trail.record(CaseRejected(subject=case.reference, client=case.client_id, reason=reason), by=by)
    return case
