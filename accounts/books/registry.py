"""What is checked before a month is closed; filled at start from the wiring, which nothing below it may import."""

from collections.abc import Sequence

_checks: tuple[str, ...] = ()


def check_with(names: Sequence[str]) -> None:
    """Take the dotted `names` in place of those known so far."""
    global _checks
    _checks = tuple(names)


def checks() -> tuple[str, ...]:
    """Dotted names of the checks, in order."""
    return _checks
