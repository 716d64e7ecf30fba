"""The life of a request that a closed month be opened again (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class ReopeningState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ReopeningAction(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[ReopeningState, ReopeningAction], ReopeningState] = {
    (ReopeningState.ASKED, ReopeningAction.APPROVE): ReopeningState.APPROVED,
    (ReopeningState.ASKED, ReopeningAction.REFUSE): ReopeningState.REFUSED,
    (ReopeningState.ASKED, ReopeningAction.WITHDRAW): ReopeningState.WITHDRAWN,
}


class IllegalReopeningAction(ValueError):
    """The request is in a state in which this cannot be done."""


def after(state: ReopeningState, action: ReopeningAction) -> ReopeningState:
    """The state that `action` leads to; raises IllegalReopeningAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalReopeningAction(f"a request that is {state} cannot be decided again") from None
