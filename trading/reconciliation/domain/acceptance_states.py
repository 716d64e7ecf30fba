"""The life of a word that a difference may stay: proposed, accepted by a second person (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class AcceptanceState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    ENDED = "ended"


class AcceptanceAction(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    END = "end"


LIVE = (AcceptanceState.PROPOSED, AcceptanceState.ACCEPTED)

TRANSITIONS: dict[tuple[AcceptanceState, AcceptanceAction], AcceptanceState] = {
    (AcceptanceState.PROPOSED, AcceptanceAction.ACCEPT): AcceptanceState.ACCEPTED,
    (AcceptanceState.PROPOSED, AcceptanceAction.DECLINE): AcceptanceState.DECLINED,
    (AcceptanceState.PROPOSED, AcceptanceAction.WITHDRAW): AcceptanceState.WITHDRAWN,
    (AcceptanceState.PROPOSED, AcceptanceAction.LAPSE): AcceptanceState.LAPSED,
    (AcceptanceState.ACCEPTED, AcceptanceAction.END): AcceptanceState.ENDED,
}


class IllegalAcceptanceAction(ValueError):
    """It is in a state in which this cannot be done."""


def after(state: AcceptanceState, action: AcceptanceAction) -> AcceptanceState:
    """The state that `action` leads to; raises IllegalAcceptanceAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalAcceptanceAction(f"an acceptance that is {state} cannot {action}") from None
