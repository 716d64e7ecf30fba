"""The life of an interest payment: due, approved by a second person, paid; drawn in docs/states.md."""

from __future__ import annotations

from enum import StrEnum


class PayoutState(StrEnum):
    DUE = "due"
    APPROVED = "approved"
    PAID = "paid"


class PayoutAction(StrEnum):
    APPROVE = "approve"
    PAY = "pay"
    TAKE_BACK = "take_back"
    REOPEN = "reopen"


_DONE = {
    PayoutAction.APPROVE: "approved",
    PayoutAction.PAY: "paid",
    PayoutAction.TAKE_BACK: "taken back to be approved anew",
    PayoutAction.REOPEN: "paid once more",
}

TRANSITIONS: dict[tuple[PayoutState, PayoutAction], PayoutState] = {
    (PayoutState.DUE, PayoutAction.APPROVE): PayoutState.APPROVED,
    (PayoutState.APPROVED, PayoutAction.PAY): PayoutState.PAID,
    (PayoutState.APPROVED, PayoutAction.TAKE_BACK): PayoutState.DUE,
    (PayoutState.PAID, PayoutAction.REOPEN): PayoutState.APPROVED,
}


class IllegalPayoutAction(ValueError):
    """The payment is in a state in which this cannot be done."""


def after(state: PayoutState, action: PayoutAction) -> PayoutState:
    """The state that `action` leads to; raises IllegalPayoutAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalPayoutAction(f"an interest payment that is {state} cannot be {_DONE[action]}") from None
