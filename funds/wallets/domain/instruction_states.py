"""The life of a client's word where interest goes: proposed, confirmed by a second person, in force after cooling off.

Nothing ends one that is in force but the next one: the clock decides which of the confirmed ones that is.
"""

from __future__ import annotations

from enum import StrEnum


class InstructionState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    STOPPED = "stopped"


class InstructionAction(StrEnum):
    CONFIRM = "confirm"
    REFUSE = "refuse"
    STOP = "stop"


TRANSITIONS: dict[tuple[InstructionState, InstructionAction], InstructionState] = {
    (InstructionState.PROPOSED, InstructionAction.CONFIRM): InstructionState.CONFIRMED,
    (InstructionState.PROPOSED, InstructionAction.REFUSE): InstructionState.REFUSED,
    (InstructionState.PROPOSED, InstructionAction.STOP): InstructionState.STOPPED,
    (InstructionState.CONFIRMED, InstructionAction.STOP): InstructionState.STOPPED,
}

_DONE = {
    InstructionAction.CONFIRM: "confirmed",
    InstructionAction.REFUSE: "refused",
    InstructionAction.STOP: "stopped",
}


class IllegalInstructionAction(ValueError):
    """The instruction is in a state in which this cannot be done."""


def after(state: InstructionState, action: InstructionAction) -> InstructionState:
    """The state that `action` leads to; raises IllegalInstructionAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalInstructionAction(f"one that is {state} cannot be {_DONE[action]}") from None
