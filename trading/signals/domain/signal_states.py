"""The life of a signal until somebody decided about it (drawn in docs/states.md); what comes then is the decision's."""

from enum import StrEnum


class SignalState(StrEnum):
    RECEIVED = "received"
    DECIDED = "decided"
    EXPIRED = "expired"


TABLE: dict[tuple[str, str], str] = {
    (SignalState.RECEIVED, "decide"): SignalState.DECIDED,
    (SignalState.RECEIVED, "expire"): SignalState.EXPIRED,
}
