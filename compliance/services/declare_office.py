from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from compliance.domain.case_states import CaseState
from compliance.domain.checklists import Needs
from compliance.domain.item_states import ItemAction
from compliance.errors import NotNow, ReasonMissing
from compliance.events import OfficeDeclared
from compliance.models import KycCase
from fidus.lib import clock


def declare_office(*, case: KycCase, declared: bool, explanation: str = "", by: User | None) -> KycCase:
    """The client says whether they, their family or owners hold a public office or stand on a sanctions list."""
    explanation = explanation.strip()
    if declared and not explanation:
        raise ReasonMissing("Say who holds which office, and since when.")
    with transaction.atomic():
        case = KycCase.objects.select_for_update(of=("self",)).select_related("client").get(pk=case.pk)
        if case.state != CaseState.COLLECTING:
            raise NotNow("The case is being reviewed or was decided. We ask you when something new is needed.")
        KycCase.objects.filter(pk=case.pk).update(pep_declared=declared, pep_explanation=explanation)
        case.refresh_from_db(fields=["pep_declared", "pep_explanation"])
        item = next(
            item for item in case.items.select_related("case__client") if item.requirement.needs == Needs.DECLARATION
        )
        item.move(ItemAction.PROVIDE, provided_at=clock.now(), decided_at=None, decided_by=None, reason="")
        trail.record(OfficeDeclared(subject=case.reference, client=case.client_id, declared=declared), by=by)
    return case
