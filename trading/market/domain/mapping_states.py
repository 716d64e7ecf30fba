"""Whether an instrument is one of our symbols: a rule suggests it by the name, a person decides."""

from enum import StrEnum


class MappingState(StrEnum):
    SUGGESTED = "suggested"
    APPROVED = "approved"
    REFUSED = "refused"


class MappingAction(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"


TRANSITIONS: dict[tuple[MappingState, MappingAction], MappingState] = {
    (MappingState.SUGGESTED, MappingAction.APPROVE): MappingState.APPROVED,
    (MappingState.SUGGESTED, MappingAction.REFUSE): MappingState.REFUSED,
    (MappingState.APPROVED, MappingAction.REFUSE): MappingState.REFUSED,
    (MappingState.REFUSED, MappingAction.APPROVE): MappingState.APPROVED,
}
