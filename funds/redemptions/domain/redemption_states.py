"""The life of a redemption: (state, action) -> state, and nothing else (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class RedemptionState(StrEnum):
    REQUESTED = "requested"
    CHECKED = "checked"
    APPROVED = "approved"
    PAYABLE = "payable"
    PAID = "paid"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    RETURNED = "returned"


class RedemptionAction(StrEnum):
    CHECK = "check"
    APPROVE = "approve"
    SETTLE = "settle"
    PAY = "pay"
    REOPEN = "reopen"
    CANCEL = "cancel"
    REJECT = "reject"
    RETURN = "return"


_DONE = {
    RedemptionAction.CHECK: "checked",
    RedemptionAction.APPROVE: "approved",
    RedemptionAction.SETTLE: "made payable",
    RedemptionAction.PAY: "paid",
    RedemptionAction.REOPEN: "paid once more",
    RedemptionAction.CANCEL: "cancelled",
    RedemptionAction.REJECT: "rejected",
    RedemptionAction.RETURN: "returned",
}

_S, _A = RedemptionState, RedemptionAction
TRANSITIONS: dict[tuple[RedemptionState, RedemptionAction], RedemptionState] = {
    (_S.REQUESTED, _A.CHECK): _S.CHECKED,
    (_S.CHECKED, _A.APPROVE): _S.APPROVED,
    (_S.APPROVED, _A.SETTLE): _S.PAYABLE,
    (_S.PAYABLE, _A.PAY): _S.PAID,
    (_S.PAID, _A.REOPEN): _S.PAYABLE,
    (_S.REQUESTED, _A.CANCEL): _S.CANCELLED,
    (_S.CHECKED, _A.CANCEL): _S.CANCELLED,
    (_S.APPROVED, _A.CANCEL): _S.CANCELLED,
    (_S.REQUESTED, _A.REJECT): _S.REJECTED,
    (_S.CHECKED, _A.REJECT): _S.REJECTED,
    (_S.APPROVED, _A.REJECT): _S.REJECTED,
    (_S.PAYABLE, _A.REJECT): _S.REJECTED,
    (_S.PAID, _A.RETURN): _S.RETURNED,
}

# Those whose amount is reserved, and those that still wait for something.
RESERVING = (_S.REQUESTED, _S.CHECKED, _S.APPROVED)
LIVE = (*RESERVING, _S.PAYABLE)


class IllegalRedemptionAction(ValueError):
    """The redemption is in a state in which this cannot be done."""


def after(state: RedemptionState, action: RedemptionAction) -> RedemptionState:
    """The state that `action` leads to; raises IllegalRedemptionAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalRedemptionAction(f"a redemption that is {state} cannot be {_DONE[action]}") from None
