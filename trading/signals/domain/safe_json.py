"""JSON that strangers send: no depth that exhausts us, no NaN, no name twice, no half signs; numbers are decimals."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import NoReturn

from trading.signals.domain.written import BadSignal, shown

DEEPEST = 12
_MOST_DIGITS = 40


def load(text: str) -> object:
    """The value that `text` holds; raises BadSignal."""
    if _depth(text) > DEEPEST:
        raise BadSignal(f"The JSON is nested deeper than {DEEPEST}.")
    try:
        return json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise BadSignal(f"This is no longer JSON at line {error.lineno}, column {error.colno}: {error.msg}.") from None


def _depth(text: str) -> int:
    depth = deepest = 0
    quoted = escaped = False
    for sign in text:
        if escaped:
            escaped = False
        elif quoted and sign == "\\":
            escaped = True
        elif sign == '"':
            quoted = not quoted
        elif not quoted and sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif not quoted and sign in "]}":
            depth -= 1
    return deepest


def _number(written: str) -> Decimal:
    if len(written) > _MOST_DIGITS:
        raise BadSignal("A number in it is longer than any price or size.")
    return Decimal(written)


def _constant(written: str) -> NoReturn:
    raise BadSignal(f"{written} is not a number.")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise BadSignal(f"The field “{shown(name)}” is there twice.")
        for text in (name, value):
            if isinstance(text, str) and any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
                raise BadSignal("There is a text in it that is no text: a NUL, or half a sign.")
        found[name] = value
    return found
