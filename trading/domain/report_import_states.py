"""The life of an uploaded report: (state, action) -> state."""

RECEIVED, IMPORTING, IMPORTED, REFUSED = "received", "importing", "imported", "refused"
STATES = (RECEIVED, IMPORTING, IMPORTED, REFUSED)

NEXT: dict[tuple[str, str], str] = {
    (RECEIVED, "begin"): IMPORTING,
    (IMPORTING, "begin"): IMPORTING,  # a worker died in the middle: nothing was kept, so it begins again
    (IMPORTING, "import"): IMPORTED,
    (IMPORTING, "refuse"): REFUSED,
}
