"""The life of one line of the checklist."""

from enum import StrEnum


class ItemState(StrEnum):
    OPEN = "open"
    PROVIDED = "provided"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ItemAction(StrEnum):
    PROVIDE = "provide"
    ACCEPT = "accept"
    REFUSE = "refuse"


# Something new on an accepted line (a passport renewed) is checked again.
TRANSITIONS: dict[tuple[ItemState, ItemAction], ItemState] = {
    (ItemState.OPEN, ItemAction.PROVIDE): ItemState.PROVIDED,
    (ItemState.PROVIDED, ItemAction.PROVIDE): ItemState.PROVIDED,
    (ItemState.REFUSED, ItemAction.PROVIDE): ItemState.PROVIDED,
    (ItemState.ACCEPTED, ItemAction.PROVIDE): ItemState.PROVIDED,
    (ItemState.PROVIDED, ItemAction.ACCEPT): ItemState.ACCEPTED,
    (ItemState.PROVIDED, ItemAction.REFUSE): ItemState.REFUSED,
    (ItemState.ACCEPTED, ItemAction.REFUSE): ItemState.REFUSED,
}


def after(state: str, action: ItemAction) -> ItemState | None:
    """The state that `action` leads to, or None where it is not allowed."""
    return TRANSITIONS.get((ItemState(state), action))
