from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from compliance.domain.case_states import CaseAction
from compliance.errors import ReasonMissing
from compliance.events import CaseReopened
from compliance.models import KycCase
from compliance.parties import refuse_own_case


def reopen_case(*, case: KycCase, by: User, reason: str) -> KycCase:
    """Back to collecting: a document expired, something changed, or the second person wants more.

    Accepted lines stay accepted until something new is provided for them; both pairs of eyes are needed again.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Say why the case is opened again.")
    with transaction.atomic():
        case = KycCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
        refuse_own_case(case, by)
        was = case.state
        case.move(
            CaseAction.REOPEN,
            submitted_at=None,
            submitted_by=None,
            sole_checker=None,
            risk_at_submission=None,
            cleared_at=None,
            cleared_by=None,
            rejected_at=None,
            rejected_by=None,
            rejected_because="",
        )
        trail.record(CaseReopened(subject=case.reference, client=case.client_id, reason=reason, was=was), by=by)
    return case
