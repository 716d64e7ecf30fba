"""What a decision orders, as the orders take it."""

from collections.abc import Sequence

from trading.decision.domain.decide import AccountDecision
from trading.decision.models import Allocation
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import Purpose
from trading.orders.services.place_orders import NewOrder
from trading.signals.models import Leg, Signal

_STATES = {
    "ordered": InstructionState.READY,
    "held": InstructionState.HELD,
    "dry run": InstructionState.DRY_RUN,
}


def new_orders(
    signal: Signal, legs: Sequence[Leg], allocation: Allocation, decision: AccountDecision
) -> list[NewOrder]:
    """What closes before what opens; nothing is sent once the signal is no longer good."""
    by_number = {leg.number: leg for leg in legs}
    return [
        NewOrder(
            account_id=allocation.account_id, purpose=Purpose.OPEN if one.opens else Purpose.REDUCE, symbol=one.symbol,
            our_symbol=one.our_symbol, side=one.side, kind=one.kind, volume=one.volume,
            time_in_force=one.time_in_force, limit_price=one.limit_price, stop_price=one.stop_price,
            stop_loss=one.stop_loss, take_profit=one.take_profit, stop_loss_offset=one.stop_loss_offset,
            take_profit_offset=one.take_profit_offset, closes=one.closes, state=_STATES[decision.outcome],
            strategy=signal.strategy, signal=signal, leg=by_number[one.leg], send_until=signal.valid_until,
        )
        for one in decision.orders
    ]  # fmt: skip
