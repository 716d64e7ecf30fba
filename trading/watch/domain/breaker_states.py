"""Whether a gateway is asked at all: (state, action) -> state. A breaker that is open spares it, and us."""

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"
STATES = (CLOSED, OPEN, HALF_OPEN)

NEXT: dict[tuple[str, str], str] = {
    (CLOSED, "fail too often"): OPEN,
    (OPEN, "wait long enough"): HALF_OPEN,
    (HALF_OPEN, "answer"): CLOSED,
    (HALF_OPEN, "fail"): OPEN,
    # A visit that began before the breaker opened may still answer.
    (OPEN, "answer"): CLOSED,
}
