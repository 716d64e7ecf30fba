"""The states of a login. Somebody who is only invited has no login yet: that is an open invitation."""

ACTIVE, SUSPENDED, LEFT = "active", "suspended", "left"
STATES = (ACTIVE, SUSPENDED, LEFT)

TABLE: dict[tuple[str, str], str] = {
    (ACTIVE, "suspend"): SUSPENDED,
    (SUSPENDED, "reactivate"): ACTIVE,
    (ACTIVE, "leave"): LEFT,
    (SUSPENDED, "leave"): LEFT,
}
