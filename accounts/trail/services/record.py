"""Write an event, and whom it must reach, in the transaction of its cause."""

import logging
from collections.abc import Sequence

from celery import current_app
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.trail import registry
from accounts.trail.domain.event import Event
from accounts.trail.errors import OutsideTransaction
from accounts.trail.models import Delivery, StoredEvent
from fidus.lib import clock

logger = logging.getLogger(__name__)
SYSTEM = "system"


def record(event: Event, *, by: AbstractBaseUser | None) -> int:
    """The new event's id; `by` None is the system itself. Raises OutsideTransaction."""
    return record_all([event], by=by)[0]


def record_all(events: Sequence[Event], *, by: AbstractBaseUser | None) -> list[int]:
    """The same for several, in their order and with one statement however many they are."""
    if not transaction.get_connection().in_atomic_block:
        kinds = ", ".join(event.kind for event in events)
        raise OutsideTransaction(f"{kinds} was to be recorded outside a transaction")
    actor, label, now = by.pk if by else None, label_of(by), clock.now()
    stored = StoredEvent.objects.bulk_create(
        StoredEvent(
            kind=event.kind, subject=event.subject, client_id=event.client, actor_id=actor, actor_label=label,
            data=event.data(), recorded_at=now,
        )
        for event in events
    )  # fmt: skip
    deliveries = [Delivery(event=row, handler=handler) for row in stored for handler in registry.handlers_of(row.kind)]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
        wake_on_commit()
    return [row.pk for row in stored]


def label_of(user: AbstractBaseUser | None) -> str:
    """Who it was, as known now: names and addresses change, the trail does not."""
    if user is None:
        return SYSTEM
    name, address = getattr(user, "get_full_name", str)(), user.get_username()
    return f"{name} <{address}>" if name else address


def wake_on_commit() -> None:
    """One wake-up a transaction. If it was asked for in a savepoint that is rolled back, the sweeper still comes."""
    waiting = transaction.get_connection().run_on_commit
    if not any(function is _wake for _, function, _ in waiting):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    """Ask a worker to deliver now. Nothing is lost if nobody hears it: the rows stand, and a sweeper looks at them."""
    try:
        current_app.send_task("accounts.trail.tasks.deliver_events", retry=False, expires=30)
    except OperationalError as error:
        logger.warning("no worker was woken, deliveries wait for the sweeper: %s", error)
