"""What the wallets do upon events: clients read of each change to where they are paid; what failed is reopened."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.trail.api import RecordedEvent
from funds.models import InterestPayout
from funds.services.reopen_interest_payout import reopen_interest_payout
from funds.wallets.models import Destination, InterestInstruction, Payment
from funds.wallets.selectors import addresses_of, hashes_of

_SUBJECTS = {
    "DestinationProposed": "Was this you? A new wallet or bank account",
    "DestinationConfirmed": "Your new wallet or bank account waits for its last step",
    "DestinationActivated": "Your new wallet or bank account is in use",
    "DestinationRefused": "A wallet or bank account was not accepted",
    "DestinationStopped": "A wallet or bank account was stopped",
    "DestinationRetired": "A wallet or bank account is no longer in use",
    "InterestInstructionProposed": "Was this you? Your interest is to go elsewhere",
    "InterestInstructionConfirmed": "Your interest is about to go elsewhere",
    "InterestInstructionRefused": "A change of where your interest goes was not accepted",
    "InterestInstructionStopped": "A change of where your interest goes was stopped",
}


def tell_client(event: RecordedEvent) -> None:
    """Write to the client and to everybody who acts for them; a second delivery sends the same letter again."""
    destination = Destination.objects.select_related("client", "replaces").get(pk=_row(event))
    _write(event, destination, "wallets/mail/notice.txt")


def tell_client_of_interest(event: RecordedEvent) -> None:
    """The same for where interest goes."""
    related = ("destination__client", "destination__replaces")
    instruction = InterestInstruction.objects.select_related(*related).get(pk=_row(event))
    _write(event, instruction.destination, "wallets/mail/interest.txt", instruction=instruction)


def reopen_interest(event: RecordedEvent) -> None:
    """A payment failed: if it was to pay interest, that is to be paid again; told twice, it reopens once."""
    payment = Payment.objects.select_related("failed_by").get(pk=_row(event))
    kind, _, number = payment.subject.partition(":")
    payout = InterestPayout.objects.filter(pk=int(number)).first() if kind == "payout" and number.isdecimal() else None
    if payout is None or payment.state != Payment.State.FAILED or payment.failed_on is None:
        return
    reopen_interest_payout(
        payout=payout,
        references=hashes_of(payment),
        failed_on=payment.failed_on,
        reason=payment.reason,
        by=payment.failed_by,
    )


def _row(event: RecordedEvent) -> int:
    return int(event.subject.rpartition(":")[2])


def _write(event: RecordedEvent, destination: Destination, template: str, **more: object) -> None:
    context = {
        "kind": event.kind,
        "destination": destination,
        "client": destination.client,
        "by": event.actor_label,
        "at": event.recorded_at,
        "hours": settings.WALLET_COOLING_OFF_HOURS,
        "link": settings.SITE_URL.rstrip("/") + reverse("portal:wallets"),
        "firm": settings.FIRM,
        **more,
    }
    text = render_to_string(template, context)
    for address in addresses_of(destination.client):
        send_mail(_SUBJECTS[event.kind], text, None, [address])
