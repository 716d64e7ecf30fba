"""What other apps may use of the trail; its tables are private."""

from accounts.trail.domain.event import Event, RecordedEvent
from accounts.trail.errors import OutsideTransaction, TrailError
from accounts.trail.selectors import events_about, events_by_number, newest_seal, sealed_events
from accounts.trail.services.deliver import deliver
from accounts.trail.services.record import record, record_all

__all__ = [
    "Event",
    "OutsideTransaction",
    "RecordedEvent",
    "TrailError",
    "deliver",
    "events_about",
    "events_by_number",
    "newest_seal",
    "record",
    "record_all",
    "sealed_events",
]
