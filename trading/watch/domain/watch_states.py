"""Whether an account is visited: (state, action) -> state."""

WATCHING, REFUSED, RESTING = "watching", "refused", "resting"
STATES = (WATCHING, REFUSED, RESTING)

NEXT: dict[tuple[str, str], str] = {
    (WATCHING, "refuse login"): REFUSED,
    (REFUSED, "refuse login"): REFUSED,
    (REFUSED, "answer"): WATCHING,
    (REFUSED, "connect"): WATCHING,
    (RESTING, "connect"): WATCHING,
    (WATCHING, "disconnect"): RESTING,
    (REFUSED, "disconnect"): RESTING,
}
