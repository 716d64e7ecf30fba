"""Rows of KYC cases and documents; a client has one case, so further ones are other clients'."""

from datetime import UTC, datetime
from itertools import count

from accounts.models import Client
from compliance.domain.checklists import CHECKLISTS
from compliance.models import ChecklistItem, Document, KycCase
from compliance.services.open_case import open_case
from funds.tests.scenes import a_client, a_user
from tests.rest.rows_funds import Rows

_numbers = count(1)
AN_INSTANT = datetime(2026, 4, 1, tzinfo=UTC)


def cases(client: Client, many: int) -> list[KycCase]:
    own = open_case(client=client, by=None)
    made = []
    if not own.items.exists():
        for place, line in enumerate(CHECKLISTS[client.kind]):
            ChecklistItem.objects.create(case=own, code=line.code, position=place)
        made = [own]
    others = [a_client(f"Sample {next(_numbers)}", cleared=False) for _ in range(many - len(made))]
    return made + [open_case(client=other, by=None) for other in others]


def documents(client: Client, many: int) -> None:
    for case in cases(client, many):
        Document.objects.create(
            item=case.items.get(code="identity"), version=1, name="passport.pdf", media_type="application/pdf", size=1,
            pages=1, sha256="a" * 64, stored_as=f"{next(_numbers):032x}", uploaded_at=AN_INSTANT, uploaded_by=a_user(),
        )  # fmt: skip


COMPLIANCE: dict[str, Rows] = {"kyc-cases": cases, "kyc-items": cases, "kyc-documents": documents}
