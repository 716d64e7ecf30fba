"""The life of a match: (state, action) -> state. Undoing one is a new row beside it; nothing is deleted."""

STANDING, UNDONE = "standing", "undone"
STATES = (STANDING, UNDONE)

NEXT: dict[tuple[str, str], str] = {(STANDING, "undo"): UNDONE}
