"""A book's values as JSON and back: decimals and instants as text, so that nothing is lost on the way."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from trading.domain.paper import events
from trading.domain.paper.events import Event
from trading.domain.paper.values import State

FORM = 1  # of the document; a later one must still read the earlier
_EVENTS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind
    for kind in (
        events.Opened,
        events.Listed,
        events.Rated,
        events.Moved,
        events.Accepted,
        events.Changed,
        events.Triggered,
        events.Filled,
        events.Ended,
        events.Swapped,
    )
}
KINDS = tuple(_EVENTS)


class Unreadable(ValueError):
    """The document is none that this code wrote."""


def write_state(state: State) -> dict[str, Any]:
    return {"form": FORM, "state": _plain(state)}


def read_state(document: Mapping[str, Any]) -> State:
    """Raises Unreadable."""
    if document.get("form") != FORM:
        raise Unreadable(f"a book in form {document.get('form')}; this code reads {FORM}")
    state: State = _made(State, document["state"])
    return state


def kind_of(event: Event) -> str:
    return type(event).__name__.lower()


def write_event(event: Event) -> dict[str, Any]:
    written: dict[str, Any] = _plain(event)
    return written


def read_event(kind: str, document: Mapping[str, Any]) -> Event:
    """Raises Unreadable."""
    if kind not in _EVENTS:
        raise Unreadable(f"{kind} is no event of a book")
    event: Event = _made(_EVENTS[kind], document)
    return event


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: _plain(held) for name, held in pairs if held is not None}
    if isinstance(value, Mapping):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | time):
        return value.isoformat()
    return value


def _made(kind: Any, plain: Any) -> Any:
    """A value of the type `kind`; what is missing takes its default."""
    if get_origin(kind) in {Union, types.UnionType}:
        (kind,) = (part for part in get_args(kind) if part is not type(None))
        return None if plain is None else _made(kind, plain)
    if get_origin(kind) is Mapping:
        return {key: _made(get_args(kind)[1], held) for key, held in plain.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        try:
            return kind(**{name: _made(hints[name], held) for name, held in plain.items()})
        except (KeyError, TypeError) as error:
            raise Unreadable(f"no {kind} can be read: {error}") from error
    if kind in {datetime, time}:
        return kind.fromisoformat(plain)
    return kind(plain)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
