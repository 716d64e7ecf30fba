"""Orders are to be no more: those not yet sent are dropped, of the others their brokers are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from fidus.lib import clock
from trading.orders.domain.instruction_states import BEFORE, OPEN, OUT, InstructionState
from trading.orders.live import tell_on_commit
from trading.orders.models import EventKind, Instruction, OrderEvent
from trading.orders.wake import wake_on_commit

_READ = ("state", "cancel_asked_at", "change_asked", "reference", "account", "signal", "filled", "told_filled")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Primary keys; `standing` were asked for before and are left to it."""

    dropped: tuple[int, ...]
    asked: tuple[int, ...]
    standing: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.dropped or self.asked)


def withdraw_orders(orders: QuerySet[Instruction], *, words: str, by: User | None, again: bool = False) -> Withdrawn:
    """Those of `orders` that are open, in the caller's transaction, in three statements however many they are.

    Whoever claims one at the same time comes before or after: it is dropped and never sent, or sent and then cancelled.
    `again` asks for those, too, of which the broker was asked before.
    """
    # Held until the end, and in one order: which of the two becomes of each cannot change any more.
    rows = list(
        Instruction.objects.filter(pk__in=orders.filter(state__in=OPEN).values("pk"), state__in=OPEN)
        .order_by("pk").select_for_update(no_key=True).only(*_READ)
    )  # fmt: skip
    dropped = [row.pk for row in rows if row.state in BEFORE]
    # One that is cancelled so that a changed one can take its place was not asked to be no more.
    asked = [row.pk for row in rows if row.state in OUT and (row.cancel_asked_at is None or row.change_asked or again)]
    now, words = clock.now(), words[:500]
    Instruction.objects.filter(pk__in=dropped).update(state=InstructionState.DROPPED, done_at=now, reason=words)
    Instruction.objects.filter(pk__in=asked).update(
        cancel_asked_at=now, cancel_asked_by=by, cancel_sent_at=None, change_asked=None
    )  # fmt: skip
    OrderEvent.objects.bulk_create([*_events(dropped, EventKind.DROPPED, now, words, by),
                                    *_events(asked, EventKind.CANCEL_ASKED, now, words, by)])  # fmt: skip
    if asked:
        wake_on_commit()
    standing = {row.pk for row in rows} - {*dropped, *asked}
    _tell(rows, {*dropped, *asked})
    return Withdrawn(tuple(dropped), tuple(asked), tuple(sorted(standing)))


def _tell(rows: list[Instruction], moved: set[int]) -> None:
    for row in rows:
        if row.state in BEFORE:
            row.state = InstructionState.DROPPED
    tell_on_commit(row for row in rows if row.pk in moved)


def _events(pks: list[int], kind: EventKind, now: datetime, words: str, by: User | None) -> list[OrderEvent]:
    return [OrderEvent(instruction_id=pk, at=now, kind=kind, words=words, by=by) for pk in pks]
