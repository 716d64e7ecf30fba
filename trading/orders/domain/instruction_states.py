"""The life of an instruction to a broker (drawn in docs/states.md).

No end is for good: brokers fill orders that they said were cancelled, and lost ones turn up. Steps that begin at an
end are taken on the broker's word alone.
"""

from enum import StrEnum


class InstructionState(StrEnum):
    """`sending` is claimed and may be at the broker already; `unknown` was sent and nobody knows what became of it.

    `dropped` and `dry run` never left us; `absent` was sent, and the broker surely has none of it.
    """

    HELD = "held"
    READY = "ready"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REPLACED = "replaced"
    ABSENT = "absent"
    DROPPED = "dropped"
    DRY_RUN = "dry run"


_S = InstructionState
# Ours alone: the broker has not heard of it.
BEFORE = (_S.HELD, _S.READY)
# At the broker, as far as anybody knows: these may be filled at any moment, and count against every limit.
OUT = (_S.SENDING, _S.UNKNOWN, _S.ACCEPTED, _S.PARTIAL)
# Ends from which a broker's word still leads on.
ENDS_THERE = (_S.FILLED, _S.CANCELLED, _S.REJECTED, _S.EXPIRED, _S.REPLACED, _S.ABSENT)
ENDS_HERE = (_S.DROPPED, _S.DRY_RUN)
OPEN = BEFORE + OUT
ENDS = ENDS_THERE + ENDS_HERE

_OURS: dict[tuple[str, str], str] = {
    (_S.HELD, "release"): _S.READY,
    (_S.HELD, "drop"): _S.DROPPED,
    (_S.READY, "drop"): _S.DROPPED,
    (_S.READY, "claim"): _S.SENDING,
    (_S.SENDING, "give back"): _S.READY,
    (_S.SENDING, "drop"): _S.DROPPED,
    (_S.SENDING, "lose"): _S.UNKNOWN,
    (_S.UNKNOWN, "miss"): _S.ABSENT,
}
_TOLD: dict[str, str] = {
    "accept": _S.ACCEPTED,
    "fill in part": _S.PARTIAL,
    "fill": _S.FILLED,
    "cancel": _S.CANCELLED,
    "reject": _S.REJECTED,
    "expire": _S.EXPIRED,
    "replace": _S.REPLACED,
}
TABLE: dict[tuple[str, str], str] = {
    **_OURS,
    **{(old, action): new for old in OUT for action, new in _TOLD.items() if old != new},
    **{(old, "work again"): _S.ACCEPTED for old in ENDS_THERE if old != _S.FILLED},
    **{(old, "fill in part late"): _S.PARTIAL for old in ENDS_THERE if old != _S.FILLED},
    **{(old, "fill late"): _S.FILLED for old in ENDS_THERE if old != _S.FILLED},
}
