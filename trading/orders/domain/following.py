"""What a broker's word does to an instruction: which step of its table, if any. Both its status and its fills count.

A status alone is not believed where the fills say more: the two come by different ways and in any order
(../../../docs/adr/0049-orders-follow-fills.md).
"""

from __future__ import annotations

from decimal import Decimal

from trading.brokers.facts import OrderStatus
from trading.orders.domain.instruction_states import ENDS_THERE, OUT, InstructionState

_S = InstructionState
_OVER = {
    OrderStatus.CANCELLED: "cancel",
    OrderStatus.REJECTED: "reject",
    OrderStatus.EXPIRED: "expire",
    OrderStatus.REPLACED: "replace",
}
_STATE_OF = {
    "accept": _S.ACCEPTED, "fill in part": _S.PARTIAL, "fill": _S.FILLED, "cancel": _S.CANCELLED,
    "reject": _S.REJECTED, "expire": _S.EXPIRED, "replace": _S.REPLACED,
}  # fmt: skip


def step_for(state: InstructionState, *, status: OrderStatus | None, filled: Decimal, volume: Decimal) -> str | None:
    """The action of the table that `status` (None: only fills are told) and `filled` of `volume` lead to; None: none.

    `filled` is the greater of what the broker counts and what its fills add up to. Raises ValueError for an
    instruction of which the broker cannot have heard.
    """
    if state not in OUT and state not in ENDS_THERE:
        raise ValueError(f"a broker cannot tell of an instruction that is {state}")
    if filled >= volume:
        word = "fill"
    elif status in _OVER:
        word = _OVER[status]
    elif status is OrderStatus.FILLED:
        # All of it, says the status, and the fills that prove it are still to come.
        word = "fill"
    elif status is None and state in ENDS_THERE:
        return None  # late, and not all of it: the broker has not said that it works again
    else:
        word = "fill in part" if filled else "accept"
    if _STATE_OF[word] == state or state is _S.FILLED:
        return None
    if state in OUT:
        return word
    return {"accept": "work again", "fill in part": "fill in part late", "fill": "fill late"}.get(word)
