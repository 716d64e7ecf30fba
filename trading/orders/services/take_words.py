"""What brokers say of our instructions is kept: status and fills, any number of times and in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from fidus.lib import clock
from fidus.lib.prepared import prepared_cursor
from fidus.lib.rows_as_models import columns_of, instance_of
from trading.orders.domain.instruction_states import ENDS, ENDS_HERE, ENDS_THERE, InstructionState
from trading.orders.domain.taking import Standing, Word, follow
from trading.orders.models import EventKind, Instruction
from trading.orders.services.append_events import NewEvent, append_events

_KINDS = {
    "accept": EventKind.ACCEPTED, "fill in part": EventKind.FILLED, "fill": EventKind.FILLED,
    "cancel": EventKind.CANCELLED, "reject": EventKind.REJECTED, "expire": EventKind.EXPIRED,
    "replace": EventKind.REPLACED, "work again": EventKind.REOPENED, "fill in part late": EventKind.FILLED,
    "fill late": EventKind.FILLED,
}  # fmt: skip
_LOCKED = f"""
select {columns_of(Instruction, "i")} from orders_instruction i
 where i.id = any(%s::bigint[]) order by i.id for no key update
"""  # noqa: S608 - made of names of columns
_UNANSWERED = """
select i.id from orders_instruction i
 where i.id = any(%s::bigint[]) and i.state = 'sending' order by i.id for no key update
"""
# The fills, and what all fills of those that got new ones add up to: a statement does not see what it writes itself.
_FILLS = """
with new as (
    insert into orders_fill
        (account_id, instruction_id, number, symbol, side, volume, price, at, recorded_at, position, late)
    select * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::numeric[], %s::numeric[],
                         %s::timestamptz[], %s::timestamptz[], %s::text[], %s::boolean[])
        on conflict (account_id, number) do nothing
    returning instruction_id, volume, price
)
select instruction_id, sum(volume), sum(volume * price) / nullif(sum(volume) filter (where price is not null), 0)
  from (
      select instruction_id, volume, price from new
      union all
      select f.instruction_id, f.volume, f.price from orders_fill f
       where f.instruction_id in (select instruction_id from new)
  ) fills group by instruction_id
"""
# With the columns of `columns_written`; a further condition may follow.
WRITE = """
update orders_instruction i
   set state = t.state, filled = t.filled, told_filled = t.told, average_price = t.average, broker_order = t.number,
       reason = t.reason, code = t.code, answered_at = coalesce(i.answered_at, t.at), done_at = t.done_at,
       sent_at = coalesce(i.sent_at, t.at)
  from unnest(%s::bigint[], %s::text[], %s::numeric[], %s::numeric[], %s::numeric[], %s::text[], %s::text[], %s::text[],
              %s::timestamptz[], %s::timestamptz[])
       as t(id, state, filled, told, average, number, reason, code, at, done_at)
 where i.id = t.id
"""
_EXITED = "returning i.id, i.exit_signal_id is not null"


@dataclass(frozen=True, slots=True)
class Taken:
    """`instruction` as it stands now; `action` is the step it took, `more` what was filled that was not before,
    `beyond` the same without what its broker's status alone had spoken of."""

    instruction: Instruction
    action: str | None
    more: Decimal
    overfilled: bool = False
    beyond: Decimal = Decimal(0)

    @property
    def changed(self) -> bool:
        return self.action is not None or self.more != 0


def take_words(
    words: Sequence[Word],
    *,
    at: datetime | None = None,
    before: Callable[[], None] = lambda: None,
    claimed: Mapping[int, Instruction] | None = None,
    earlier: Sequence[NewEvent] = (),
) -> list[Taken]:
    """Each word's instruction, in the words' order, one word for each; one transaction, a handful of statements.

    `before` runs first within it: whoever must still be allowed to write raises there. What never left us, and its
    broker tells of it all the same, is left as it is, unless it was ready: then it is there, and not sent again.
    `claimed` are all of them as they were claimed, by whom nobody else may move them meanwhile: one that is not being
    sent any more was written already, whether or not its writer heard so, and is left alone. `earlier` events stand
    before those of the words.
    """
    if not words:
        return []
    at = at or clock.now()
    with transaction.atomic(savepoint=False):
        before()
        rows = _locked([word.instruction_id for word in words]) if claimed is None else _unanswered(claimed)
        told = [word for word in words if word.instruction_id in rows and _can_be_told(rows[word.instruction_id])]
        sums = _keep_fills(told, rows, at)
        taken = [follow_word(rows[word.instruction_id], word, sums, at) for word in told]
        exited = _write([one.instruction for one in taken], at)
        said = [event for word, one in zip(told, taken, strict=True) for event in events_of(word, one, at)]
        said += [_after_exit(one, at) for one in taken if one.beyond > 0 and one.instruction.pk in exited]
        append_events([*(event for event in earlier if event.instruction_id in rows), *said])
    return taken


def take_word(word: Word, *, at: datetime | None = None) -> Taken | None:
    """The same for one; None where nothing can be told of it."""
    return next(iter(take_words([word], at=at)), None)


def _locked(ids: Sequence[int]) -> dict[int, Instruction]:
    with prepared_cursor() as cursor:
        cursor.execute(_LOCKED, [sorted(ids)])
        rows = [instance_of(Instruction, row) for row in cursor.fetchall()]
    return {row.pk: row for row in rows}


def _unanswered(claimed: Mapping[int, Instruction]) -> dict[int, Instruction]:
    with prepared_cursor() as cursor:
        cursor.execute(_UNANSWERED, [sorted(claimed)])
        return {pk: copy(claimed[pk]) for (pk,) in cursor.fetchall()}


def _can_be_told(row: Instruction) -> bool:
    return row.state not in ENDS_HERE and row.state != InstructionState.HELD


def _keep_fills(
    words: Sequence[Word], rows: Mapping[int, Instruction], at: datetime
) -> dict[int, tuple[Decimal, Decimal | None]]:
    """What the fills of those that got new ones add up to, and their average price."""
    told = [
        (
            row.account_id, row.pk, fill.id, fill.symbol, fill.side.value, fill.volume, fill.price, fill.at, at,
            fill.position_id, row.state in ENDS_THERE,
        )
        for word in words
        for row in (rows[word.instruction_id],)
        for fill in word.fills
    ]  # fmt: skip
    if not told:
        return {}
    with prepared_cursor() as cursor:
        cursor.execute(_FILLS, [list(column) for column in zip(*told, strict=True)])
        return {pk: (volume, average) for pk, volume, average in cursor.fetchall()}


def follow_word(
    row: Instruction, word: Word, sums: Mapping[int, tuple[Decimal, Decimal | None]], at: datetime
) -> Taken:
    """`row` as it stands after the word; `sums` is what fills that the word told anew add up to, and their average."""
    # Ready is not at the broker, thought we, and it is: whatever made us think so, it must not be sent again.
    old = InstructionState.SENDING if row.state == InstructionState.READY else InstructionState(row.state)
    filled, average = sums.get(row.pk, (row.filled, None))
    followed = follow(Standing(old, row.volume, row.filled, row.told_filled, row.broker_order), word, filled=filled)
    new, before = followed.standing, row.spoken_of
    row.average_price = average or (None if row.filled else word.average_price) or row.average_price
    row.state, row.filled, row.told_filled, row.broker_order = new.state, new.filled, new.told_filled, new.broker_order
    row.answered_at = row.answered_at or at
    row.sent_at = row.sent_at or at
    if followed.action is not None:
        row.done_at = at if new.state in ENDS else None
        row.reason, row.code = word.reason[:500], word.code[:40]
    return Taken(row, followed.action, followed.more, followed.overfilled, row.spoken_of - before)


def _write(rows: Sequence[Instruction], at: datetime) -> set[int]:
    """Those that an exit wants gone: a row that was claimed is older than the exit may be."""
    if not rows:
        return set()
    with prepared_cursor() as cursor:
        cursor.execute(f"{WRITE} {_EXITED}", columns_written(rows, at))
        return {pk for pk, is_exited in cursor.fetchall() if is_exited}


def columns_written(rows: Sequence[Instruction], at: datetime) -> list[list[Any]]:
    """Of one row at least."""
    told = [
        (
            row.pk, str(row.state), row.filled, row.told_filled, row.average_price, row.broker_order, row.reason,
            row.code, at, row.done_at,
        )
        for row in rows
    ]  # fmt: skip
    return [list(column) for column in zip(*told, strict=True)]


def events_of(word: Word, taken: Taken, at: datetime) -> list[NewEvent]:
    """What is to be kept of the step that was taken."""
    row, action = taken.instruction, taken.action
    kind = _KINDS[action] if action else None
    filled = {"filled": f"{max(row.filled, row.told_filled):f}", "of": f"{row.volume:f}"}
    found: list[NewEvent] = []
    if taken.more > 0 or kind is EventKind.FILLED:
        price = {} if row.average_price is None else {"price": f"{row.average_price:f}"}
        late = "after its end" if action and action.endswith("late") else ""
        found.append(NewEvent(row.pk, at, EventKind.FILLED, late, {**filled, **price}, word.took))
    if kind is not None and kind is not EventKind.FILLED:
        found.append(NewEvent(row.pk, at, kind, word.reason, {"code": word.code} if word.code else {}, word.took))
    if taken.overfilled:
        found.append(NewEvent(row.pk, at, EventKind.OVERFILLED, "", filled))
    return found


def _after_exit(taken: Taken, at: datetime) -> NewEvent:
    return NewEvent(taken.instruction.pk, at, EventKind.AFTER_EXIT, "", {"volume": f"{taken.beyond:f}"})
