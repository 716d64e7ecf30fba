"""The life of a client's wallet or bank account: proposed, confirmed by a second person, active after cooling off."""

from __future__ import annotations

from enum import StrEnum


class DestinationState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    ACTIVE = "active"
    RETIRED = "retired"
    REFUSED = "refused"
    STOPPED = "stopped"


class DestinationAction(StrEnum):
    CONFIRM = "confirm"
    REFUSE = "refuse"
    STOP = "stop"
    ACTIVATE = "activate"
    RETIRE = "retire"


TRANSITIONS: dict[tuple[DestinationState, DestinationAction], DestinationState] = {
    (DestinationState.PROPOSED, DestinationAction.CONFIRM): DestinationState.CONFIRMED,
    (DestinationState.PROPOSED, DestinationAction.REFUSE): DestinationState.REFUSED,
    (DestinationState.PROPOSED, DestinationAction.STOP): DestinationState.STOPPED,
    (DestinationState.CONFIRMED, DestinationAction.STOP): DestinationState.STOPPED,
    (DestinationState.CONFIRMED, DestinationAction.ACTIVATE): DestinationState.ACTIVE,
    (DestinationState.ACTIVE, DestinationAction.RETIRE): DestinationState.RETIRED,
}

# Of one address of a client, one row at most is in these.
LIVE = (DestinationState.PROPOSED, DestinationState.CONFIRMED, DestinationState.ACTIVE)
_DONE = {
    DestinationAction.CONFIRM: "confirmed",
    DestinationAction.REFUSE: "refused",
    DestinationAction.STOP: "stopped",
    DestinationAction.ACTIVATE: "made active",
    DestinationAction.RETIRE: "retired",
}


class IllegalDestinationAction(ValueError):
    """The destination is in a state in which this cannot be done."""


def after(state: DestinationState, action: DestinationAction) -> DestinationState:
    """The state that `action` leads to; raises IllegalDestinationAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalDestinationAction(f"one that is {state} cannot be {_DONE[action]}") from None
