"""Orders come into being: from a decision, from a person, as protection of an entry. Nothing is sent here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from accounts.models import User
from fidus.lib import clock
from fidus.lib.prepared import Question, ask_together, prepared_cursor
from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.orders.domain.instruction_states import BEFORE, InstructionState
from trading.orders.domain.references import reference_of
from trading.orders.models import Instruction, Purpose
from trading.orders.wake import wake_on_commit
from trading.signals.models import Leg, Signal, Strategy

# What is told of each, and of what type it is there; what is not told is empty, or nothing yet.
_TOLD = {
    "reference": "text", "account_id": "bigint", "strategy_id": "bigint", "signal_id": "bigint", "leg_id": "bigint",
    "entry_id": "bigint", "replaces_id": "bigint", "purpose": "text", "symbol": "text", "our_symbol": "text",
    "side": "text", "kind": "text", "volume": "numeric", "limit_price": "numeric", "stop_price": "numeric",
    "stop_loss": "numeric", "take_profit": "numeric", "stop_loss_offset": "numeric", "take_profit_offset": "numeric",
    "time_in_force": "text", "closes": "text", "state": "text", "placed_at": "timestamptz", "placed_by_id": "bigint",
    "send_until": "timestamptz", "done_at": "timestamptz",
}  # fmt: skip
_EMPTY = {"broker_order": "''", "reason": "''", "code": "''", "filled": "0", "told_filled": "0", "look_ups": "0"}
_PLACE = f"""
with given as (
    select * from jsonb_to_recordset(%s::jsonb)
        as t({", ".join(f"{name} {kind}" for name, kind in _TOLD.items())}, words text, place integer)
), placed as (
    insert into orders_instruction ({", ".join([*_TOLD, *_EMPTY])})
    select {", ".join([*_TOLD, *_EMPTY.values()])} from given order by place
    returning id, reference
), told as (
    insert into orders_orderevent (instruction_id, at, kind, words, data, by_id)
    select placed.id, given.placed_at, 'placed', given.words, '{{}}', given.placed_by_id
      from placed join given using (reference) order by placed.id
)
select reference, id from placed
"""  # noqa: S608 - made of the names above alone


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What is to be ordered; `state` is ready, held (a person releases it) or dry run. Prices and volume fit the
    instrument's steps already: here nothing is rounded."""

    account_id: int
    purpose: Purpose
    symbol: str
    our_symbol: str
    side: Side
    kind: OrderKind
    volume: Decimal
    time_in_force: TimeInForce
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None
    stop_loss_offset: Decimal | None = None
    take_profit_offset: Decimal | None = None
    closes: str = ""
    state: InstructionState = InstructionState.READY
    strategy: Strategy | None = None
    signal: Signal | None = None
    leg: Leg | None = None
    entry: Instruction | None = None
    replaces: Instruction | None = None
    send_until: datetime | None = None
    words: str = ""

    def __post_init__(self) -> None:
        if self.state not in (*BEFORE, InstructionState.DRY_RUN):
            raise ValueError(f"an order does not begin as {self.state}")


@transaction.atomic(savepoint=False)
def place_orders(
    new: Sequence[NewOrder], *, by: User | None = None, numbers: Sequence[tuple[int]] | None = None
) -> list[Instruction]:
    """The instructions, each with its reference, in the order of `new`; whoever sends is woken after the commit.

    `numbers` are the answer to `numbering`, where that was asked already. Raises IntegrityError where a leg of a
    signal, or the protection of an entry, has its order already: nothing of the caller's transaction holds then.
    """
    if not new:
        return []
    now = clock.now()
    if numbers is None:
        (numbers,) = ask_together(numbering(len(new)))
    references = [reference_of(number, mark=settings.ORDER_MARK) for (number,) in numbers]
    rows = [_row(one, reference, now, by) for one, reference in zip(new, references, strict=True)]
    told = [
        {name: getattr(row, name) for name in _TOLD} | {"words": one.words[:500], "place": place}
        for place, (row, one) in enumerate(zip(rows, new, strict=True))
    ]
    with prepared_cursor() as cursor:
        # As one text: one by one as parameters they take longer to be handed over than to be written.
        cursor.execute(_PLACE, [json.dumps(told, default=str)])
        keys = dict(cursor.fetchall())
    for row in rows:
        row.pk = keys[row.reference]
        row._state.adding = False
    if ready := {row.account_id for row in rows if row.state == InstructionState.READY}:
        wake_on_commit(ready)
    return rows


def numbering(many: int) -> Question:
    """Numbers that so many new orders are referred to by; one that is not used stays unused."""
    return "select nextval('orders_reference') from generate_series(1, %s::int)", [many]


def _row(new: NewOrder, reference: str, now: datetime, by: User | None) -> Instruction:
    return Instruction(
        reference=reference, account_id=new.account_id, strategy_id=new.strategy and new.strategy.pk,
        signal_id=new.signal and new.signal.pk, leg_id=new.leg and new.leg.pk, entry_id=new.entry and new.entry.pk,
        replaces_id=new.replaces and new.replaces.pk, purpose=str(new.purpose), symbol=new.symbol,
        our_symbol=new.our_symbol, side=str(new.side), kind=str(new.kind), volume=new.volume,
        limit_price=new.limit_price, stop_price=new.stop_price, stop_loss=new.stop_loss, take_profit=new.take_profit,
        stop_loss_offset=new.stop_loss_offset, take_profit_offset=new.take_profit_offset,
        time_in_force=str(new.time_in_force), closes=new.closes, state=str(new.state), placed_at=now,
        placed_by_id=by and by.pk, send_until=new.send_until,
        done_at=now if new.state == InstructionState.DRY_RUN else None,
    )  # fmt: skip
