"""What can go wrong on the way out."""


class LaneLost(Exception):
    """The account's lane is another's by now: whatever was to be written is not."""
