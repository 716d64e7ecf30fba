"""The life of a suggested transfer between accounts (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class SuggestionState(StrEnum):
    SUGGESTED = "suggested"
    TAKEN = "taken"
    DISMISSED = "dismissed"


class Decision(StrEnum):
    TAKE = "take"
    DISMISS = "dismiss"


SUGGESTION: dict[tuple[SuggestionState, Decision], SuggestionState] = {
    (SuggestionState.SUGGESTED, Decision.TAKE): SuggestionState.TAKEN,
    (SuggestionState.SUGGESTED, Decision.DISMISS): SuggestionState.DISMISSED,
}


class IllegalDecision(ValueError):
    """The suggestion is decided already."""


def after(state: SuggestionState, decision: Decision) -> SuggestionState:
    """The state that `decision` leads to; raises IllegalDecision if it was decided before."""
    try:
        return SUGGESTION[state, decision]
    except KeyError:
        raise IllegalDecision(f"a suggestion that is {state} cannot be decided again") from None
