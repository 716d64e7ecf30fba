from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from crm.events import ProspectAdded
from crm.models import Prospect
from fidus.lib import clock
from fidus.lib.money import Money


def add_prospect(
    *,
    name: str,
    owner: User,
    by: User | None,
    kind: str = "person",
    email: str = "",
    phone: str = "",
    country: str = "",
    source: str = "other",
    expected: Money | None = None,
    currency: str = "USD",
    interest: str = "",
    follow_up_on: date | None = None,
    follow_up_note: str = "",
) -> Prospect:
    """Begin with a lead; `currency` counts only while nobody knows how much is expected."""
    with transaction.atomic():
        prospect = Prospect.objects.create(
            name=name.strip(),
            kind=kind,
            email=email.strip().lower(),
            phone=phone,
            country=country.upper(),
            source=source,
            expected_amount=expected.amount if expected else None,
            currency=expected.currency if expected else currency,
            interest=interest,
            owner=owner,
            follow_up_on=follow_up_on,
            follow_up_note=follow_up_note,
            lead_at=clock.now(),
        )
        trail.record(ProspectAdded(subject=prospect.reference, client=None, name=prospect.name), by=by)
    return prospect
