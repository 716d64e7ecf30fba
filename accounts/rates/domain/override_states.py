"""The life of a rate set by hand: proposed, approved by a second person, ended (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class OverrideState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class OverrideAction(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    END = "end"


TRANSITIONS: dict[tuple[OverrideState, OverrideAction], OverrideState] = {
    (OverrideState.PROPOSED, OverrideAction.APPROVE): OverrideState.APPROVED,
    (OverrideState.PROPOSED, OverrideAction.REFUSE): OverrideState.REFUSED,
    (OverrideState.PROPOSED, OverrideAction.WITHDRAW): OverrideState.WITHDRAWN,
    (OverrideState.APPROVED, OverrideAction.END): OverrideState.ENDED,
}


class IllegalOverrideAction(ValueError):
    """The override is in a state in which this cannot be done."""


def after(state: OverrideState, action: OverrideAction) -> OverrideState:
    """The state that `action` leads to; raises IllegalOverrideAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalOverrideAction(f"an override that is {state} cannot {action}") from None
