"""The states of a channel: somebody is told by it once it has been shown to reach them."""

PROPOSED, CONFIRMED, PAUSED, REMOVED = "proposed", "confirmed", "paused", "removed"
STATES = (PROPOSED, CONFIRMED, PAUSED, REMOVED)
# The pause is a person's or ours; what nobody ever confirmed can only be removed.
TABLE: dict[tuple[str, str], str] = {
    (PROPOSED, "confirm"): CONFIRMED,
    (CONFIRMED, "pause"): PAUSED,
    (PAUSED, "resume"): CONFIRMED,
    (PROPOSED, "remove"): REMOVED,
    (CONFIRMED, "remove"): REMOVED,
    (PAUSED, "remove"): REMOVED,
}
