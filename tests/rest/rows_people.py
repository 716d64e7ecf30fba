"""Rows of people: clients, logins, invitations, reviews of access, the trail."""

from datetime import UTC, datetime
from itertools import count

from django.db import transaction

from accounts.events import ClientOpened, of_client
from accounts.login.models import AccessReview
from accounts.models import Client, ClientMembership, Invitation, User
from accounts.services.invite_user import invite_user
from accounts.tests.people import a_client, staff
from accounts.trail.api import record
from accounts.trail.models import Delivery, StoredEvent
from tests.rest.rows_funds import Rows

_numbers = count(1)
AN_INSTANT = datetime(2026, 4, 1, tzinfo=UTC)


def clients(client: Client, many: int) -> None:
    """The one that is there is a row already."""
    for _ in range(many if many > 1 else 0):
        a_client()


def users(client: Client, many: int) -> list[User]:
    """Of both kinds, so that roles and clients are asked for."""
    made = [staff("trader", f"trader{next(_numbers)}@example.test") for _ in range(many)]
    for _ in range(many):
        user = User.objects.create_user(f"client{next(_numbers)}@example.test")
        ClientMembership.objects.create(client=client, user=user, since=AN_INSTANT)
    return made


def invitations(client: Client, many: int) -> list[Invitation]:
    by = staff("administrator", f"inviter{next(_numbers)}@example.test")
    return [invite_user(email=f"new{next(_numbers)}@example.test", client=client, by=by) for _ in range(many)]


def access_reviews(client: Client, many: int) -> None:
    by = staff("compliance_officer", f"reviewer{next(_numbers)}@example.test")
    for user in users(client, many):
        AccessReview.objects.create(user=user, verdict="fits", seen={}, reviewed_by=by, reviewed_at=AN_INSTANT)


def events(client: Client, many: int) -> None:
    by = staff("trader", f"actor{next(_numbers)}@example.test")
    opened = ClientOpened(of_client(client.number), client.pk, client.number, "person", client.name)
    with transaction.atomic():
        for _ in range(many):
            record(opened, by=by)


def deliveries(client: Client, many: int) -> None:
    events(client, many)
    for event in StoredEvent.objects.order_by("-pk")[:many]:
        Delivery.objects.create(event=event, handler="nobody", state="dead", attempts=5)


PEOPLE: dict[str, Rows] = {
    "clients": clients,
    "users": users,
    "invitations": invitations,
    "access": access_reviews,
    "access-reviews": access_reviews,
    "events": events,
    "event-deliveries": deliveries,
}
