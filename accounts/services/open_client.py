"""Take a person or company on as a client."""

from django.db import transaction

from accounts.events import ClientOpened, of_client
from accounts.models import Client, User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import minor_units
from fidus.lib.trial import next_number


@transaction.atomic
def open_client(
    *,
    kind: str,
    name: str,
    email: str = "",
    phone: str = "",
    address: str = "",
    country: str = "",
    reporting_currency: str = "USD",
    by: User | None,
) -> Client:
    """The new client with the next free number; raises MoneyError for a currency without books."""
    minor_units(reporting_currency)
    client = Client.objects.create(
        number=_next_number(),
        kind=kind,
        name=name,
        email=email,
        phone=phone,
        address=address,
        country=country.upper(),
        reporting_currency=reporting_currency,
        opened_at=clock.now(),
    )
    event = ClientOpened(
        subject=of_client(client.number), client=client.pk, number=client.number, kind_of_client=client.kind, name=name
    )
    record(event, by=by)
    return client


def _next_number() -> str:
    """A number given out is never given again; a rolled back opening leaves a gap."""
    return str(next_number("accounts_client_number"))
