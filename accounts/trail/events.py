"""What happens to the trail's own things."""

from dataclasses import dataclass

from accounts.trail.domain.event import Event


@dataclass(frozen=True)
class DeliveryRetried(Event):
    event: int
    handler: str


@dataclass(frozen=True)
class TrailExported(Event):
    events: int
    filters: str
