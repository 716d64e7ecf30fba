"""The life of a run that brings rows in: (state, action) -> state."""

RECEIVED, WAITING, RUNNING = "received", "waiting", "running"
FINISHED, FAILED, CANCELLED, REFUSED, DISCARDED = "finished", "failed", "cancelled", "refused", "discarded"
STATES = (RECEIVED, WAITING, RUNNING, FINISHED, FAILED, CANCELLED, REFUSED, DISCARDED)

# Its rows are tried, and nothing of it is in.
LOOKED_AT = (RECEIVED, WAITING)

NEXT: dict[tuple[str, str], str] = {
    (RECEIVED, "start"): RUNNING,
    (RECEIVED, "submit"): WAITING,
    (RECEIVED, "discard"): DISCARDED,
    (WAITING, "approve"): RUNNING,
    (WAITING, "refuse"): REFUSED,
    (RUNNING, "finish"): FINISHED,
    (RUNNING, "fail"): FAILED,
    (RUNNING, "cancel"): CANCELLED,
}
