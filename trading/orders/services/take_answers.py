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

    `earlier` events stand before those of the words. Raises what the fence raises; nothing is written then.
    """
    if not words:
        return []
    rows = {pk: copy(row) for pk, row in claimed.items()}
    # Nothing is held more by it: what an exit has to hear of comes with trades.
    taken = [follow_word(rows[word.instruction_id], word, {}, at) for word in words]
    said = [event for word, one in zip(words, taken, strict=True) for event in events_of(word, one, at)]
    events = [*earlier, *said]
    if not events or any(map(is_heard, events)) or any(word.fills for word in words):
        return take_words(words, at=at, before=fence, claimed=claimed, earlier=earlier)
    with prepared_cursor() as cursor:
        written = columns_written([one.instruction for one in taken], at)
        cursor.execute(_all_in_one(fence.statement), [*fence.values, *written, *columns_told(events)])
        if cursor.fetchone() is None:
            raise fence.broken()
    return taken


@cache
def _all_in_one(fence: str) -> str:
    only = "exists (select 1 from fence)"
    return f"""
with fence as materialized ({fence}), written as ({WRITE} and {only}), told as ({APPEND} where {only})
select 1 from fence
"""  # noqa: S608 - made of statements of ours
