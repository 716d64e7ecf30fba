"""The life of a payment over a chain or a bank: recorded, seen by an explorer, confirmed."""

from __future__ import annotations

from enum import StrEnum


class PaymentState(StrEnum):
    RECORDED = "recorded"
    SEEN = "seen"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    REPLACED = "replaced"


class PaymentAction(StrEnum):
    SEE = "see"
    LOSE = "lose"
    CONFIRM = "confirm"
    FAIL = "fail"
    REPLACE = "replace"


TRANSITIONS: dict[tuple[PaymentState, PaymentAction], PaymentState] = {
    (PaymentState.RECORDED, PaymentAction.SEE): PaymentState.SEEN,
    (PaymentState.RECORDED, PaymentAction.CONFIRM): PaymentState.CONFIRMED,
    (PaymentState.RECORDED, PaymentAction.FAIL): PaymentState.FAILED,
    (PaymentState.RECORDED, PaymentAction.REPLACE): PaymentState.REPLACED,
    (PaymentState.SEEN, PaymentAction.LOSE): PaymentState.RECORDED,
    (PaymentState.SEEN, PaymentAction.CONFIRM): PaymentState.CONFIRMED,
    (PaymentState.SEEN, PaymentAction.FAIL): PaymentState.FAILED,
    (PaymentState.SEEN, PaymentAction.REPLACE): PaymentState.REPLACED,
    # A bank may send back what had arrived; a chain never does, and the service knows the difference.
    (PaymentState.CONFIRMED, PaymentAction.FAIL): PaymentState.FAILED,
}

UNDER_WAY = (PaymentState.RECORDED, PaymentState.SEEN)
# A transfer that is recorded again is the one known; one that failed or was replaced pays nothing.
STANDS = (*UNDER_WAY, PaymentState.CONFIRMED)
_DONE = {
    PaymentAction.SEE: "seen",
    PaymentAction.LOSE: "lost from sight",
    PaymentAction.CONFIRM: "confirmed",
    PaymentAction.FAIL: "marked as failed",
    PaymentAction.REPLACE: "replaced",
}


class IllegalPaymentAction(ValueError):
    """The payment is in a state in which this cannot be done."""


def after(state: PaymentState, action: PaymentAction) -> PaymentState:
    """The state that `action` leads to; raises IllegalPaymentAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalPaymentAction(f"a payment that is {state} cannot be {_DONE[action]}") from None
