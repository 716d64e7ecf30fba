from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.signals.domain.door_states import TABLE, DoorState
from trading.signals.errors import WrongState
from trading.signals.events import SignalDoorClosed
from trading.signals.models import Door


@transaction.atomic
def close_door(*, door: Door, reason: str, by: User | None) -> Door:
    """Closed for good: its secret opens nothing any more. Raises WrongState."""
    new = TABLE.get((DoorState(door.state), "close"))
    changes = {"state": new, "closed_at": clock.now(), "why": reason[:300] or "no reason given"}
    if new is None or Door.objects.filter(pk=door.pk, state=door.state).update(**changes) != 1:
        raise WrongState("This door is closed already.")
    for name, value in changes.items():
        setattr(door, name, value)
    told = SignalDoorClosed(
        subject=door.subject, client=None, strategy=door.strategy.code, label=door.label, reason=reason
    )
    record(told, by=by)
    return door
