"""Reading the trail for pages."""

from collections.abc import Collection

from accounts.trail.domain.event import RecordedEvent
from accounts.trail.models import Seal, StoredEvent


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


def newest_seal() -> int:
    """The number of the last link of the chain; 0 while there is none."""
    return Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0


def sealed_events(*, after: int, until: int, kinds: Collection[str]) -> list[RecordedEvent]:
    """The events of these kinds whose seals are above `after` and not above `until`, in the order of their seals."""
    places = dict(Seal.objects.filter(number__gt=after, number__lte=until).values_list("event", "number"))
    events = StoredEvent.objects.filter(pk__in=places, kind__in=kinds)
    return [event.as_recorded() for event in sorted(events, key=lambda event: places[event.pk])]


def events_by_number(numbers: Collection[int]) -> dict[int, RecordedEvent]:
    """The events with these numbers, those that there are."""
    return {event.pk: event.as_recorded() for event in StoredEvent.objects.filter(pk__in=numbers)}
