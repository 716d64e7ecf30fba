"""What came of sending, written in one transaction for as many orders as were sent in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fidus.lib import clock
from fidus.lib.prepared import prepared_cursor
from trading.brokers.facts import OrderState, OrderStatus
from trading.orders.domain.instruction_states import TABLE, InstructionState
from trading.orders.domain.taking import Word, word_of
from trading.orders.journal import note
from trading.orders.models import EventKind, Instruction
from trading.orders.services.append_events import NewEvent, append_events
from trading.orders.services.take_answers import Fence, take_answers
from trading.orders.services.take_words import Taken

_MOVE = """
update orders_instruction i
   set state = t.state, reason = t.reason, code = t.code, done_at = t.done_at,
       sent_at = case when t.state = 'unknown' then i.sent_at end,
       claimed_at = case when t.state = 'ready' then null else i.claimed_at end
  from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
       as t(id, state, reason, code, done_at)
 where i.id = t.id and i.state = 'sending'
returning i.id
"""
_KINDS = {"give back": EventKind.GIVEN_BACK, "drop": EventKind.DROPPED, "lose": EventKind.LOST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One order's sending: what the broker said, or which step of ours follows, and why.

    `at` is when it was handed over, `before` and `took` milliseconds from the claim to that and for the broker's call.
    """

    instruction: Instruction
    told: OrderState | None = None
    refused: bool = False
    action: str = ""
    words: str = ""
    code: str = ""
    at: datetime | None = None
    before: float = 0.0
    took: float = 0.0


def record_sent(sent: Sequence[Sent], *, fence: Fence) -> list[Taken]:
    """Raises LaneLost where the lane is another's: whoever has it looks these orders up."""
    if not sent:
        return []
    now = clock.now()
    answered = [one for one in sent if not one.action]
    if len(answered) == len(sent):
        taken = _take(answered, now, fence)
    else:
        with transaction.atomic():
            fence()
            _move([one for one in sent if one.action], now)
            taken = _take(answered, now, fence)
    for one in sent:
        _note(one)
    return taken


def _take(answered: Sequence[Sent], now: datetime, fence: Fence) -> list[Taken]:
    """Between the claim and this, only whoever has the lane moves them."""
    return take_answers(
        [_word(one) for one in answered],
        {one.instruction.pk: one.instruction for one in answered},
        at=now,
        earlier=[NewEvent(one.instruction.pk, one.at or now, EventKind.SENT, "", {}, one.before) for one in answered],
        fence=fence,
    )


def _word(one: Sent) -> Word:
    if one.told is not None:
        return word_of(one.instruction.pk, one.told, took=one.took)
    return Word(
        instruction_id=one.instruction.pk, status=OrderStatus.REJECTED, reason=one.words, code=one.code, took=one.took
    )


def _move(sent: Sequence[Sent], now: datetime) -> None:
    if not sent:
        return
    rows = []
    for one in sent:
        new = TABLE[InstructionState.SENDING, one.action]
        done = now if new == InstructionState.DROPPED else None
        rows.append((one.instruction.pk, str(new), one.words[:500], one.code[:40], done))
    with prepared_cursor() as cursor:
        cursor.execute(_MOVE, [list(column) for column in zip(*rows, strict=True)])
        moved = {pk for (pk,) in cursor.fetchall()}
    append_events([
        NewEvent(
            one.instruction.pk, now, _KINDS[one.action], one.words, {"code": one.code} if one.code else {}, one.took
        )
        for one in sent if one.instruction.pk in moved
    ])  # fmt: skip


def _note(one: Sent) -> None:
    subject = f"order {one.instruction.reference}"
    if one.action:
        note(subject, f"{_KINDS[one.action].value}: {one.words}", took=one.took)
        return
    note(subject, "sent", took=one.before)
    if one.told is None:
        note(subject, f"rejected: {one.words}", took=one.took)
    else:
        price = f" @ {one.told.average_price:f}" if one.told.average_price is not None else ""
        filled = f" {one.told.filled:f}{price}" if one.told.filled else ""
        note(subject, f"{one.told.status}{filled}", took=one.took)
