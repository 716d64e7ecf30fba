"""A bank's file that cannot be taken in."""


class Unreadable(Exception):
    """`place` is the line or the entry that is meant; empty where it is the whole file."""

    def __init__(self, reason: str, *, place: str = "") -> None:
        self.reason, self.place = reason, place
        super().__init__(f"{place[:1].upper()}{place[1:]}: {reason}" if place else reason)
