"""What is kept of an instruction after a broker's word about it: pure, so that the same word twice changes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trading.brokers.facts import FillState, OrderState, OrderStatus
from trading.orders.domain.following import step_for
from trading.orders.domain.instruction_states import ENDS, TABLE, InstructionState

# Interactive Brokers numbers an order by client and counter until it has its permanent number.
_PROVISIONAL = re.compile(r"\d+\.\d+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a broker said of one instruction: how it stands (`status` None: only its fills are told), and its fills.

    `took` is how many milliseconds the broker needed to say it.
    """

    instruction_id: int
    status: OrderStatus | None = None
    order_id: str = ""
    filled: Decimal = Decimal(0)
    average_price: Decimal | None = None
    reason: str = ""
    code: str = ""
    fills: Sequence[FillState] = ()
    took: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an instruction stands; `filled` is what its fills add up to, `told_filled` what the broker counts."""

    state: InstructionState
    volume: Decimal
    filled: Decimal = Decimal(0)
    told_filled: Decimal = Decimal(0)
    broker_order: str = ""

    @property
    def is_over(self) -> bool:
        return self.state in ENDS

    @property
    def most(self) -> Decimal:
        return max(self.filled, self.told_filled)


@dataclass(frozen=True, slots=True)
class Followed:
    """`action` is the step that was taken, if any; `more` is filled that was not before."""

    standing: Standing
    action: str | None
    more: Decimal
    overfilled: bool


def word_of(
    instruction_id: int, told: OrderState | None, fills: Sequence[FillState] = (), *, took: float | None = None
) -> Word:
    if told is None:
        return Word(instruction_id=instruction_id, fills=fills, took=took)
    return Word(
        instruction_id=instruction_id, status=told.status, order_id=told.id, filled=told.filled,
        average_price=told.average_price, reason=told.reason, fills=fills, took=took,
    )  # fmt: skip


def follow(before: Standing, word: Word, *, filled: Decimal) -> Followed:
    """`filled` is what all fills add up to, with those of the word that were new.

    Raises ValueError for an instruction that is still ours alone: a broker cannot tell of it.
    """
    after = replace(
        before,
        filled=max(filled, before.filled),
        # An older word may come late: what was filled once stays filled.
        told_filled=max(word.filled, before.told_filled),
        broker_order=_number(before.broker_order, word.order_id),
    )
    action = step_for(before.state, status=word.status, filled=after.most, volume=before.volume)
    if action is not None:
        after = replace(after, state=InstructionState(TABLE[before.state, action]))
    return Followed(
        standing=after,
        action=action,
        more=after.most - before.most,
        overfilled=after.most > before.volume >= before.most,
    )


def _number(old: str, told: str) -> str:
    return told if told and (not old or _PROVISIONAL.fullmatch(old)) else old
