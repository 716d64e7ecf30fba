"""The life of a journal written by hand: prepared, then posted or refused by a second person (docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class JournalState(StrEnum):
    PREPARED = "prepared"
    POSTED = "posted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class JournalAction(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[JournalState, JournalAction], JournalState] = {
    (JournalState.PREPARED, JournalAction.APPROVE): JournalState.POSTED,
    (JournalState.PREPARED, JournalAction.REFUSE): JournalState.REFUSED,
    (JournalState.PREPARED, JournalAction.WITHDRAW): JournalState.WITHDRAWN,
}

_DONE = {JournalAction.APPROVE: "approved", JournalAction.REFUSE: "refused", JournalAction.WITHDRAW: "withdrawn"}


class IllegalJournalAction(ValueError):
    """The journal is in a state in which this cannot be done."""


def after(state: JournalState, action: JournalAction) -> JournalState:
    """The state that `action` leads to; raises IllegalJournalAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalJournalAction(f"a journal that is {state} cannot be {_DONE[action]}") from None
