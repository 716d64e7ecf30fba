"""What the wallets do upon events: the client reads of every change to where they are paid."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.trail.api import RecordedEvent
from funds.wallets.models import Destination
from funds.wallets.selectors import addresses_of

_SUBJECTS = {
    "DestinationProposed": "Was this you? A new wallet or bank account",
    "DestinationConfirmed": "Your new wallet or bank account waits for its last step",
    "DestinationActivated": "Your new wallet or bank account is in use",
    "DestinationRefused": "A wallet or bank account was not accepted",
    "DestinationStopped": "A wallet or bank account was stopped",
    "DestinationRetired": "A wallet or bank account is no longer in use",
}


def tell_client(event: RecordedEvent) -> None:
    """Write to the client and to everybody who acts for them; a second delivery sends the same letter again."""
    destination = Destination.objects.select_related("client", "replaces").get(pk=int(event.subject.rpartition(":")[2]))
    context = {
        "kind": event.kind,
        "destination": destination,
        "client": destination.client,
        "by": event.actor_label,
        "at": event.recorded_at,
        "hours": settings.WALLET_COOLING_OFF_HOURS,
        "link": settings.SITE_URL.rstrip("/") + reverse("portal:wallets"),
        "firm": settings.FIRM,
    }
    text = render_to_string("wallets/mail/notice.txt", context)
    for address in addresses_of(destination.client):
        send_mail(_SUBJECTS[event.kind], text, None, [address])
