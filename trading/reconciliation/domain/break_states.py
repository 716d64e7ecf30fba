"""What becomes of two figures that should be one (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class BreakState(StrEnum):
    SUSPECTED = "suspected"
    OPEN = "open"
    ACCEPTED = "accepted"
    CLEARED = "cleared"


class BreakAction(StrEnum):
    CONFIRM = "confirm"
    ACCEPT = "accept"
    OUTGROW = "outgrow"
    AGREE = "agree"


# A cleared break stays as it is: figures that part again are a new one.
LIVE = (BreakState.SUSPECTED, BreakState.OPEN, BreakState.ACCEPTED)

TRANSITIONS: dict[tuple[BreakState, BreakAction], BreakState] = {
    (BreakState.SUSPECTED, BreakAction.CONFIRM): BreakState.OPEN,
    (BreakState.SUSPECTED, BreakAction.AGREE): BreakState.CLEARED,
    (BreakState.OPEN, BreakAction.ACCEPT): BreakState.ACCEPTED,
    (BreakState.OPEN, BreakAction.AGREE): BreakState.CLEARED,
    (BreakState.ACCEPTED, BreakAction.OUTGROW): BreakState.OPEN,
    (BreakState.ACCEPTED, BreakAction.AGREE): BreakState.CLEARED,
}


class IllegalBreakAction(ValueError):
    """The break is in a state in which this cannot be done."""


def after(state: BreakState, action: BreakAction) -> BreakState:
    """The state that `action` leads to; raises IllegalBreakAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalBreakAction(f"a break that is {state} cannot {action}") from None
