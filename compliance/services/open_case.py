from django.db import transaction

from accounts.models import Client, User
from accounts.trail import api as trail
from compliance.domain.checklists import CHECKLISTS
from compliance.events import CaseOpened
from compliance.models import ChecklistItem, KycCase
from fidus.lib import clock
from fidus.lib.money import Money


def open_case(*, client: Client, by: User | None, expected: Money | None = None) -> KycCase:
    """Open the client's KYC case with the checklist for its kind; a client who has one keeps it."""
    with transaction.atomic():
        case, opened = KycCase.objects.get_or_create(
            client=client,
            defaults={
                "opened_at": clock.now(),
                "expected_amount": expected.amount if expected else None,
                "expected_currency": expected.currency if expected else "",
            },
        )
        if opened:
            ChecklistItem.objects.bulk_create(
                ChecklistItem(case=case, code=line.code, position=position)
                for position, line in enumerate(CHECKLISTS[client.kind])
            )
            trail.record(CaseOpened(subject=case.reference, client=client.pk, kind_of_client=client.kind), by=by)
    return case
