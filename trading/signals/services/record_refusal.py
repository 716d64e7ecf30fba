from datetime import datetime, timedelta

from accounts.trail.api import record
from trading.signals.events import SignalRefused
from trading.signals.models import Door, RawSignal

# However many a door refuses, the trail and its developer hear of it once in this time.
EVERY = timedelta(minutes=1)


def record_refusal(message: RawSignal) -> bool:
    """Whether this refused message is on the trail, in the caller's transaction; with how many stayed off it before."""
    doors = Door.objects.filter(pk=message.door_id)
    before, now = doors.values_list("refusal_told_at", flat=True).get(), message.received_at
    # Either way: a clock that was put back silences nobody.
    if before is not None and abs(now - before) < EVERY:
        return False
    # Of several at the same moment one goes on.
    if not doors.filter(refusal_told_at=before).update(refusal_told_at=now):
        return False
    record(
        SignalRefused(
            subject=message.subject,
            client=None,
            strategy=message.door.strategy.code,
            way=message.door.kind,
            words=message.reason,
            pointer=message.pointer,
            before=_untold(message, since=before) if before else 0,
        ),
        by=None,
    )
    return True


def _untold(message: RawSignal, *, since: datetime) -> int:
    refused = RawSignal.objects.filter(door=message.door_id, outcome=RawSignal.Outcome.REFUSED, received_at__gt=since)
    return refused.exclude(pk=message.pk).count()
