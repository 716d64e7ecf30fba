"""The states of an invitation. An open one stops being good at its expiry, without changing its state."""

OPEN, ACCEPTED, REVOKED = "open", "accepted", "revoked"
STATES = (OPEN, ACCEPTED, REVOKED)

TABLE: dict[tuple[str, str], str] = {
    (OPEN, "accept"): ACCEPTED,
    (OPEN, "revoke"): REVOKED,
}
