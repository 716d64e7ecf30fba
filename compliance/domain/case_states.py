"""The life of a KYC case: what may happen to it, and what it becomes."""

from enum import StrEnum


class CaseState(StrEnum):
    COLLECTING = "collecting"
    SUBMITTED = "submitted"
    CLEARED = "cleared"
    REJECTED = "rejected"


class CaseAction(StrEnum):
    SUBMIT = "submit"
    CLEAR = "clear"
    REJECT = "reject"
    REOPEN = "reopen"


# Documents move only while the case is collecting: what the second person sees is what the first one checked.
TRANSITIONS: dict[tuple[CaseState, CaseAction], CaseState] = {
    (CaseState.COLLECTING, CaseAction.SUBMIT): CaseState.SUBMITTED,
    (CaseState.COLLECTING, CaseAction.REJECT): CaseState.REJECTED,
    (CaseState.SUBMITTED, CaseAction.CLEAR): CaseState.CLEARED,
    (CaseState.SUBMITTED, CaseAction.REJECT): CaseState.REJECTED,
    (CaseState.SUBMITTED, CaseAction.REOPEN): CaseState.COLLECTING,
    (CaseState.CLEARED, CaseAction.REOPEN): CaseState.COLLECTING,
    (CaseState.REJECTED, CaseAction.REOPEN): CaseState.COLLECTING,
}


def after(state: str, action: CaseAction) -> CaseState | None:
    """The state that `action` leads to, or None where it is not allowed."""
    return TRANSITIONS.get((CaseState(state), action))


def allowed(state: str) -> set[CaseAction]:
    return {action for known, action in TRANSITIONS if known == state}
