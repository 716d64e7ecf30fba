"""Which pages decide about money; filled at start from the wiring, which nothing below it may import."""

from collections.abc import Iterable

_asked_before: frozenset[str] = frozenset()


def ask_again_before(views: Iterable[str]) -> None:
    """Take the names of views in place of those known so far."""
    global _asked_before
    _asked_before = frozenset(views)


def needs_fresh_factor(view: str) -> bool:
    """Whether what is sent to the view is taken only soon after a second factor."""
    return view in _asked_before
