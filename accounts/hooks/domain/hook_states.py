"""The states of a webhook."""

ACTIVE, OFF, REMOVED = "active", "off", "removed"
STATES = (ACTIVE, OFF, REMOVED)

TABLE: dict[tuple[str, str], str] = {
    (ACTIVE, "switch_off"): OFF,
    (OFF, "switch_on"): ACTIVE,
    (ACTIVE, "remove"): REMOVED,
    (OFF, "remove"): REMOVED,
}
