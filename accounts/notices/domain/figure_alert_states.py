"""The states of somebody's own alert on a figure."""

ARMED, RAISED, OFF, REMOVED = "armed", "raised", "off", "removed"
STATES = (ARMED, RAISED, OFF, REMOVED)

TABLE: dict[tuple[str, str], str] = {
    (ARMED, "raise"): RAISED,
    (RAISED, "end"): ARMED,
    (ARMED, "switch_off"): OFF,
    (RAISED, "switch_off"): OFF,
    (OFF, "switch_on"): ARMED,
    (ARMED, "remove"): REMOVED,
    (RAISED, "remove"): REMOVED,
    (OFF, "remove"): REMOVED,
}
WATCHED = (ARMED, RAISED)
