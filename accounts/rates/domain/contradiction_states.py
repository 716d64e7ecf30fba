"""What becomes of a file that says another rate than the one held (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class ContradictionState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DISMISSED = "dismissed"


class ContradictionAction(StrEnum):
    TAKE = "take"
    DISMISS = "dismiss"


TRANSITIONS: dict[tuple[ContradictionState, ContradictionAction], ContradictionState] = {
    (ContradictionState.OPEN, ContradictionAction.TAKE): ContradictionState.TAKEN,
    (ContradictionState.OPEN, ContradictionAction.DISMISS): ContradictionState.DISMISSED,
}


class IllegalContradictionAction(ValueError):
    """It has been decided already."""


def after(state: ContradictionState, action: ContradictionAction) -> ContradictionState:
    """The state that `action` leads to; raises IllegalContradictionAction once it is decided."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalContradictionAction(f"it is {state} already") from None
