"""The states of a program that asks for tokens."""

ACTIVE, DISABLED = "active", "disabled"
STATES = (ACTIVE, DISABLED)

TABLE: dict[tuple[str, str], str] = {
    (ACTIVE, "disable"): DISABLED,
    (DISABLED, "enable"): ACTIVE,
}
