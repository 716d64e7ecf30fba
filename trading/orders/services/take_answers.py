"""What a broker answered to orders that were just sent to it: mostly one statement for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from fidus.lib.prepared import prepared_cursor
from trading.orders.domain.taking import Word
from trading.orders.models import Instruction
from trading.orders.services.append_events import APPEND, NewEvent, columns_told, is_heard
from trading.orders.services.take_words import WRITE, Taken, columns_written, events_of, follow_word, take_words


class Fence(Protocol):
    """Calling it raises where the caller may not write any more; `statement` with `values` finds no row then, and
    keeps the row that it finds from changing until the transaction ends."""

    statement: str
    values: Sequence[Any]

    def __call__(self) -> None: ...

    def broken(self) -> Exception: ...


def take_answers(
    words: Sequence[Word],
    claimed: Mapping[int, Instruction],
    *,
    at: datetime,
    earlier: Sequence[NewEvent],
    fence: Fence,
) -> list[Taken]:
    """As `take_words` of orders that nobody else moves meanwhile: they are in `claimed`, and stay as they are there.

    `earlier` events stand before those of the words. Raises what the fence raises; nothing is written then. Written
    again, since nobody knows whether it was committed, it is there once.
    """
    if not words:
        return []
    rows = {pk: copy(row) for pk, row in claimed.items()}
    taken = {word.instruction_id: follow_word(rows[word.instruction_id], word, {}, at) for word in words}
    said = [event for word in words for event in events_of(word, taken[word.instruction_id], at)]
    events = [*earlier, *said]
    left = {word.instruction_id for word in words}
    if events and not any(map(is_heard, events)) and not any(word.fills for word in words):
        left -= _written([one.instruction for one in taken.values()], events, at, fence)
    if left:
        also = take_words(
            [word for word in words if word.instruction_id in left],
            at=at,
            before=fence,
            claimed={pk: claimed[pk] for pk in left},
            earlier=[event for event in earlier if event.instruction_id in left],
        )
        taken |= {one.instruction.pk: one for one in also}
    return [taken[word.instruction_id] for word in words]


def _written(rows: Sequence[Instruction], events: Sequence[NewEvent], at: datetime, fence: Fence) -> set[int]:
    """Those that it wrote. Not what was written before, nor what an exit wants gone: of that people may have to hear,
    which takes more than a statement."""
    with prepared_cursor() as cursor:
        cursor.execute(_all_in_one(fence.statement), [*fence.values, *columns_written(rows, at), *columns_told(events)])
        may_write, written = cursor.fetchone()
    if not may_write:
        raise fence.broken()
    return set(written)


@cache
def _all_in_one(fence: str) -> str:
    return f"""
with fence as materialized ({fence}),
written as (
    {WRITE} and i.state = 'sending' and i.exit_signal_id is null and exists (select from fence) returning i.id
),
told as ({APPEND} where t.instruction_id in (select id from written))
select exists (select from fence), array(select id from written)
"""  # noqa: S608 - made of statements of ours
