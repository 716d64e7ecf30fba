"""The way of a prospect: lead, negotiation, then won or lost."""

from enum import StrEnum


class ProspectState(StrEnum):
    LEAD = "lead"
    NEGOTIATION = "negotiation"
    WON = "won"
    LOST = "lost"


class ProspectAction(StrEnum):
    NEGOTIATE = "negotiate"
    STEP_BACK = "step back"
    WIN = "win"
    LOSE = "lose"
    REVIVE = "revive"


# Won is final: there is a client then, whose case and money have lives of their own.
TRANSITIONS: dict[tuple[ProspectState, ProspectAction], ProspectState] = {
    (ProspectState.LEAD, ProspectAction.NEGOTIATE): ProspectState.NEGOTIATION,
    (ProspectState.LEAD, ProspectAction.LOSE): ProspectState.LOST,
    (ProspectState.NEGOTIATION, ProspectAction.STEP_BACK): ProspectState.LEAD,
    (ProspectState.NEGOTIATION, ProspectAction.WIN): ProspectState.WON,
    (ProspectState.NEGOTIATION, ProspectAction.LOSE): ProspectState.LOST,
    (ProspectState.LOST, ProspectAction.REVIVE): ProspectState.LEAD,
}


def after(state: str, action: ProspectAction) -> ProspectState | None:
    """The state that `action` leads to, or None where it is not allowed."""
    return TRANSITIONS.get((ProspectState(state), action))


def allowed(state: str) -> set[ProspectAction]:
    return {action for known, action in TRANSITIONS if known == state}
