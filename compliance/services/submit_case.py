from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from compliance.domain.case_states import CaseAction
from compliance.domain.item_states import ItemState
from compliance.errors import NotComplete
from compliance.events import CaseSubmitted
from compliance.models import KycCase
from compliance.parties import refuse_own_case
from fidus.lib import clock


def submit_case(*, case: KycCase, by: User) -> KycCase:
    """Every line is accepted: hand the case to a second person, with the risk as it is known now."""
    with transaction.atomic():
        case = KycCase.objects.select_for_update(of=("self",)).select_related("client").get(pk=case.pk)
        refuse_own_case(case, by)
        items = list(case.items.select_related("case__client"))
        missing = [item.requirement.title for item in items if item.state != ItemState.ACCEPTED]
        if missing:
            raise NotComplete(f"Not accepted yet: {', '.join(missing)}.")
        checkers = {item.decided_by_id for item in items}
        risk = case.risk()
        case.move(
            CaseAction.SUBMIT,
            submitted_at=clock.now(),
            submitted_by=by,
            sole_checker=checkers.pop() if len(checkers) == 1 else None,
            risk_at_submission=risk.as_json(),
        )
        trail.record(
            CaseSubmitted(subject=case.reference, client=case.client_id, risk=risk.rating, points=risk.points), by=by
        )
    return case
