"""Who writes to whom, from the firm's settings and the client as it is today."""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import Client
from funds.statements.figures import Letterhead


def letterhead(
    client: Client, number: str, start: date, end: date, issued_at: datetime, **correction: str
) -> Letterhead:
    firm = settings.FIRM
    return Letterhead(
        number=number,
        start=start,
        end=end,
        issued_on=issued_at.date(),
        client_number=client.number,
        client_name=client.name,
        address=tuple(line.strip() for line in client.address.splitlines() if line.strip()),
        contact="",
        firm_name=firm["name"],
        firm_address=firm["address"],
        firm_email=firm["email"],
        firm_phone=firm["phone"],
        verify_at=settings.SITE_URL.rstrip("/") + reverse("verify_statement", args=[number]),
        demo=settings.DEMO,
        **correction,
    )
