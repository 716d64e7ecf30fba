"""The life of an alert: open, seen by a person, closed (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class AlertState(StrEnum):
    OPEN = "open"
    SEEN = "seen"
    CLOSED = "closed"


class AlertAction(StrEnum):
    SEE = "see"
    END = "end"


LIVE = (AlertState.OPEN, AlertState.SEEN)

TRANSITIONS: dict[tuple[AlertState, AlertAction], AlertState] = {
    (AlertState.OPEN, AlertAction.SEE): AlertState.SEEN,
    (AlertState.OPEN, AlertAction.END): AlertState.CLOSED,
    (AlertState.SEEN, AlertAction.END): AlertState.CLOSED,
}


class IllegalAlertAction(ValueError):
    """The alert is in a state in which this cannot be done."""


def after(state: AlertState, action: AlertAction) -> AlertState:
    """The state that `action` leads to; raises IllegalAlertAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalAlertAction(f"an alert that is {state} cannot {action}") from None
