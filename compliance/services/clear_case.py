from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from compliance.domain.case_states import CaseAction
from compliance.errors import SecondPersonNeeded
from compliance.events import CaseCleared
from compliance.models import KycCase
from compliance.parties import refuse_own_case
from fidus.lib import clock


def clear_case(*, case: KycCase, by: User) -> KycCase:
    """The second person agrees: not who submitted it, and not who alone accepted every line (also database checks)."""
    with transaction.atomic():
        case = KycCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
        refuse_own_case(case, by)
        if by.pk == case.submitted_by_id:
            raise SecondPersonNeeded("You submitted this case, so somebody else must clear it.")
        if by.pk == case.sole_checker_id:
            raise SecondPersonNeeded("You alone checked its documents, so somebody else must clear it.")
        case.move(CaseAction.CLEAR, cleared_at=clock.now(), cleared_by=by)
        trail.record(CaseCleared(subject=case.reference, client=case.client_id), by=by)
    return case
