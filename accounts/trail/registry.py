"""Who hears of which event; filled at start from the wiring, which nothing below it may import."""

from collections.abc import Mapping, Sequence

_handlers: dict[str, tuple[str, ...]] = {}


def hear(handlers: Mapping[str, Sequence[str]]) -> None:
    """Take `handlers` (event kind -> dotted names of functions) in place of those known so far."""
    _handlers.clear()
    _handlers.update({kind: tuple(names) for kind, names in handlers.items()})


def handlers_of(kind: str) -> tuple[str, ...]:
    """Dotted names of the functions that hear of events of this kind."""
    return _handlers.get(kind, ())


def all_handlers() -> dict[str, tuple[str, ...]]:
    """Every kind that anybody hears of, with its handlers."""
    return dict(_handlers)
