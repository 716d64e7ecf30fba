"""Entries that a strategy's exit wants gone, before they open again what it closes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fidus.lib import clock
from fidus.lib.prepared import prepared_cursor
from trading.orders.domain.instruction_states import BEFORE, OUT
from trading.orders.models import EventKind
from trading.orders.services.append_events import NewEvent, append_events
from trading.orders.wake import wake_on_commit

_BEFORE, _OUT = (", ".join(f"'{state.value}'" for state in states) for states in (BEFORE, OUT))
# Those that have come to their end meanwhile are marked, too: their fills may still be on their way. A cancel that was
# asked for before is asked for anew: it may have been refused, or have been to make room for a changed order.
_CANCEL = f"""
with given as (
    select * from unnest(%(orders)s::bigint[], %(signals)s::bigint[], %(words)s::text[]) as t(id, signal, words)
), locked as (
    select i.id, i.account_id, i.state, given.signal, given.words,
           greatest(i.filled, i.told_filled, case when i.state = 'filled' then i.volume end) as filled
      from orders_instruction i join given using (id) order by i.id for no key update of i
), written as (
    update orders_instruction i
       set exit_signal_id = l.signal, change_asked = null,
           state = case when l.state in ({_BEFORE}) then 'dropped' else i.state end,
           done_at = case when l.state in ({_BEFORE}) then %(now)s::timestamptz else i.done_at end,
           reason = case when l.state in ({_BEFORE}) then l.words else i.reason end,
           cancel_asked_at = case when l.state in ({_OUT}) then %(now)s::timestamptz else i.cancel_asked_at end,
           cancel_sent_at = case when l.state in ({_OUT}) then null else i.cancel_sent_at end
      from locked l where i.id = l.id
), told as (
    insert into orders_orderevent (instruction_id, at, kind, words, data)
    select id, %(now)s::timestamptz, case when state in ({_BEFORE}) then 'dropped' else 'cancel asked' end, words,
           '{{}}'
      from locked where state in ({_BEFORE}, {_OUT}) order by id
)
select id, account_id, state, filled from locked
"""  # noqa: S608 - made of names of states


@dataclass(frozen=True, slots=True)
class UnwantedEntry:
    """`signal_id` is the exit's key, `name` its strategy's; `filled` is what it closes of the order."""

    instruction_id: int
    signal_id: int
    name: str
    filled: Decimal


def cancel_entries(entries: Sequence[UnwantedEntry], *, woken: Collection[int] = ()) -> None:
    """What is not sent yet is dropped, of all else the brokers are asked: in the caller's transaction, one statement.

    What is filled and the exit does not close is said on the trail. Whoever sends for an account of `woken` is woken
    anyhow.
    """
    if not entries:
        return
    now = clock.now()
    given = {
        "now": now,
        "orders": [one.instruction_id for one in entries],
        "signals": [one.signal_id for one in entries],
        "words": [f"Its strategy wants to be out, by the signal {one.name}."[:500] for one in entries],
    }
    with prepared_cursor() as cursor:
        cursor.execute(_CANCEL, given)
        found = cursor.fetchall()
    seen = {one.instruction_id: one.filled for one in entries}
    append_events([
        NewEvent(pk, now, EventKind.AFTER_EXIT, "", {"volume": f"{filled - seen[pk]:f}"})
        for pk, _, _, filled in found if filled > seen[pk]
    ])  # fmt: skip
    asked = {account for _, account, state, _ in found if state in OUT}
    if asked := asked - set(woken):
        wake_on_commit(asked)
