"""Reading the trail for pages."""

from collections.abc import Collection

from accounts.trail.domain.event import RecordedEvent
from accounts.trail.models import StoredEvent


def events_about(
    *, subject: str | None = None, client: int | None = None, kinds: Collection[str] = (), limit: int = 50
) -> list[RecordedEvent]:
    """What happened to a subject, or concerns a client (its id), newest first; `kinds` narrows it."""
    if subject is None and client is None:
        raise ValueError("events are about a subject or a client")
    events = StoredEvent.objects.order_by("-id")
    if subject is not None:
        events = events.filter(subject=subject)
    if client is not None:
        events = events.filter(client_id=client)
    if kinds:
        events = events.filter(kind__in=kinds)
    return [event.as_recorded() for event in events[:limit]]
