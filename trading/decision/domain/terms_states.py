"""The life of an allocation and of a limit: proposed, active once a second person approved it (docs/states.md)."""

from enum import StrEnum


class TermsState(StrEnum):
    """Active ones hold on their days alone; what another takes the place of has ended."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"


TABLE: dict[tuple[str, str], str] = {
    (TermsState.PROPOSED, "approve"): TermsState.ACTIVE,
    (TermsState.PROPOSED, "decline"): TermsState.DECLINED,
    (TermsState.ACTIVE, "end"): TermsState.ENDED,
}
