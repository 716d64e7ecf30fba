"""Another order in the place of one that is over: with another name, since a name is never used twice."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from fidus.lib import clock
from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import Instruction, Purpose
from trading.orders.services.place_orders import NewOrder, place_orders

# Of an instruction whose sender died while it was being sent.
ENDED = "ended"
_PRICES = ("limit_price", "stop_price", "stop_loss", "take_profit")


@transaction.atomic
def succeed_order(old: Instruction, *, words: str) -> Instruction | None:
    """What was asked to be otherwise, or never came to be because we died; None if nothing of it is left to order, or
    it was to be cancelled and nothing else.

    In the caller's transaction, which has locked nothing else of the account.
    """
    row = Instruction.objects.select_for_update(no_key=True).get(pk=old.pk)
    asked = {name: Decimal(value) for name, value in (row.change_asked or {}).items()}
    volume = asked.get("volume", row.volume) - max(row.filled, row.told_filled)
    now = clock.now()
    # To change an order, some brokers are asked to cancel it; who only wants it gone wants no other in its place.
    is_wanted = bool(asked) or (row.state == InstructionState.ABSENT and row.cancel_asked_at is None)
    if (
        row.state not in (InstructionState.CANCELLED, InstructionState.ABSENT)
        or not is_wanted
        or volume <= 0
        or Instruction.objects.filter(replaces=row).exists()
        or (row.send_until is not None and row.send_until <= now)
    ):
        Instruction.objects.filter(pk=row.pk).update(change_asked=None)
        return None
    Instruction.objects.filter(pk=row.pk).update(change_asked=None)
    prices = {name: asked.get(name, getattr(row, name)) for name in _PRICES}
    (new,) = place_orders([
        NewOrder(
            account_id=row.account_id, purpose=Purpose(row.purpose), symbol=row.symbol, our_symbol=row.our_symbol,
            side=Side(row.side), kind=OrderKind(row.kind), volume=volume, time_in_force=TimeInForce(row.time_in_force),
            stop_loss_offset=row.stop_loss_offset, take_profit_offset=row.take_profit_offset, closes=row.closes,
            strategy=row.strategy, signal=row.signal, leg=row.leg, entry=row.entry, replaces=row,
            send_until=row.send_until, words=words, **prices,
        )
    ], by=row.placed_by)  # fmt: skip
    return new
