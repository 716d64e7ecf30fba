"""Reading strategies, doors and signals; whose they are is decided here."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from fidus.lib.prepared import prepared_cursor
from fidus.lib.rows_as_models import columns_of, instance_of, width_of
from trading.signals.domain.door_states import DoorState
from trading.signals.models import Door, Strategy
from trading.signals.secrets import digest

OVERSEES = "signals.oversee_strategies"
_DOOR = f"""
select {columns_of(Door, "d")}, {columns_of(Strategy, "t")}
  from signals_door d join signals_strategy t on t.id = d.strategy_id
 where d.kind = %s and d.state = %s and d.digest = %s
"""  # noqa: S608 - made of names of columns


def door_of(kind: str, secret: str) -> Door | None:
    """The open door of this kind with this secret, and its strategy."""
    with prepared_cursor() as cursor:
        cursor.execute(_DOOR, [kind, DoorState.OPEN.value, digest(secret)])
        found = cursor.fetchone()
    if found is None:
        return None
    door = instance_of(Door, found[: width_of(Door)])
    door.strategy = instance_of(Strategy, found[width_of(Door) :])
    return door


def door_without_secret(kind: str, strategy: str, developer: User | None = None) -> Door | None:
    """The open door of this kind of the strategy named so; of `developer`'s alone, if given."""
    doors = Door.objects.select_related("strategy").filter(kind=kind, state=DoorState.OPEN, strategy__code=strategy)
    return (doors if developer is None else doors.filter(strategy__developer=developer)).first()


def open_to(user: User, rows: QuerySet[Any], developer: str) -> QuerySet[Any]:
    """Those of `rows` that the user may see: everybody's for who oversees, else their own; `developer` leads there."""
    return rows if user.has_perm(OVERSEES) else rows.filter(**{developer: user})
