"""The life of an uploaded bank file: (state, action) -> state."""

RECEIVED, IMPORTED, REFUSED, DISCARDED = "received", "imported", "refused", "discarded"
STATES = (RECEIVED, IMPORTED, REFUSED, DISCARDED)

NEXT: dict[tuple[str, str], str] = {
    (RECEIVED, "import"): IMPORTED,
    (RECEIVED, "refuse"): REFUSED,
    (RECEIVED, "discard"): DISCARDED,
}
