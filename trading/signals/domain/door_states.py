"""The life of a door: one that is closed stays closed, another is opened instead (drawn in docs/states.md)."""

from enum import StrEnum


class DoorState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


TABLE: dict[tuple[str, str], str] = {(DoorState.OPEN, "close"): DoorState.CLOSED}
