"""Webhooks, events and moments of them for tests."""

from typing import Any

from django.db import connection, transaction

from accounts.events import MemberAdded, of_client
from accounts.hooks.models import Hook, Message
from accounts.hooks.services.make_hook import Made, make_hook
from accounts.hooks.services.queue_events import queue_events
from accounts.models import Client, User
from accounts.tests.people import a_client, staff
from accounts.trail.api import record
from accounts.trail.services.seal import seal
from fidus.lib import clock

KIND = "MemberAdded"


def an_owner(email: str = "olga@example.test", role: str = "administrator") -> User:
    return staff(role, email)


def a_hook(url: str = "https://receiver.example/hear", *, by: User | None = None, **fields: Any) -> Made:
    told: dict[str, Any] = {"label": "Our books", "kinds": [KIND], "environment": "live", **fields}
    return make_hook(url=url, by=by or an_owner(), **told)


def a_message(hook: Hook, client: Client | None = None, **fields: Any) -> Message:
    """One that is due, about a client."""
    client = client or Client.objects.first() or a_client()
    number = Message.objects.count() + 1
    told = {"kind": KIND, "event": number, "happened_at": clock.now(), "path": f"clients/{client.number}", **fields}
    return Message.objects.create(hook=hook, number=f"msg_{number:032x}", **told)


def happens(client: Client) -> int:
    """An event about `client`, committed; its number."""
    with transaction.atomic():
        event = MemberAdded(subject=of_client(client.number), client=client.pk, user=1, email="somebody@example.test")
        return record(event, by=None)


def queued() -> int:
    """How many messages the sealed events made."""
    seal()
    return queue_events()


def make_due() -> None:
    """As if the waits and leases were over."""
    with connection.cursor() as cursor:
        cursor.execute("update hooks_message set due_at = clock_timestamp() - interval '1 s' where state = 'waiting'")
        cursor.execute("update hooks_hook set lease_until = null, not_before = null")
