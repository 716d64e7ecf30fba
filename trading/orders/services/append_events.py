import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.trail.api import Event, record_all
from fidus.lib.prepared import prepared_cursor
from trading.orders.events import (
    EntryFilledAfterExit,
    OrderFoundAbsent,
    OrderOutcomeUnknown,
    OrderOverfilled,
    OrderRejected,
)
from trading.orders.models import EventKind, Instruction

# With the columns of `columns_told`; a condition may follow.
APPEND = """
insert into orders_orderevent (instruction_id, at, kind, words, data, took, by_id)
select * from unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[], %s::jsonb[], %s::numeric[], %s::bigint[])
    as t(instruction_id, at, kind, words, data, took, by_id)
"""
# Of these people hear (fidus/notice_kinds.py), so the trail has them, too.
_HEARD = frozenset({
    EventKind.REJECTED, EventKind.LOST, EventKind.ABSENT, EventKind.OVERFILLED, EventKind.AFTER_EXIT,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A step of an instruction; `took` in milliseconds, `by` the person's id."""

    instruction_id: int
    at: datetime
    kind: EventKind
    words: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    took: float | None = None
    by: int | None = None


def append_events(events: Sequence[NewEvent]) -> None:
    """All of them in their order with one statement, in the caller's transaction.

    What people hear of is recorded on the trail with two more, as the orders stand now: write them before.
    """
    if not events:
        return
    with prepared_cursor() as cursor:
        cursor.execute(APPEND, columns_told(events))
    if heard := [event for event in events if is_heard(event)]:
        _record(heard)


def is_heard(event: NewEvent) -> bool:
    """Whether people hear of it, which takes more than a row."""
    return event.kind in _HEARD


def columns_told(events: Sequence[NewEvent]) -> list[list[Any]]:
    """Of one event at least."""
    rows = [
        (
            event.instruction_id, event.at, event.kind.value, event.words[:500], json.dumps(dict(event.data)),
            None if event.took is None else round(event.took, 3), event.by,
        )
        for event in events
    ]  # fmt: skip
    return [list(column) for column in zip(*rows, strict=True)]


def _record(heard: Sequence[NewEvent]) -> None:
    pks = {event.instruction_id for event in heard}
    orders = {
        order.pk: order for order in Instruction.objects.filter(pk__in=pks).select_related("strategy", "exit_signal")
    }
    record_all([_told(event, orders[event.instruction_id]) for event in heard], by=None)


def _told(event: NewEvent, order: Instruction) -> Event:
    strategy = order.strategy.code if order.strategy else ""
    about, words = (order.subject, None, order.account_id, strategy), event.words[:500]
    match event.kind:
        case EventKind.REJECTED:
            return OrderRejected(*about, words=words, code=event.data.get("code", ""))
        case EventKind.LOST:
            return OrderOutcomeUnknown(*about, words=words)
        case EventKind.ABSENT:
            return OrderFoundAbsent(*about, words=words)
        case EventKind.AFTER_EXIT:
            signal = order.exit_signal.signal_id if order.exit_signal else ""
            return EntryFilledAfterExit(*about, signal=signal, volume=Decimal(event.data["volume"]))
        case _:
            return OrderOverfilled(*about, volume=order.volume, filled=max(order.filled, order.told_filled))
