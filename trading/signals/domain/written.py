"""What people and programs write, read strictly: numbers, symbols, instants, names. Each refusal names its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

# Far beyond any price or size, and inside what the database's numeric(24, 10) holds.
LARGEST = Decimal(10) ** 13
PLACES = 10
LONGEST_ID, LONGEST_COMMENT, LONGEST_SYMBOL = 64, 300, 40
# What FIDUS names a signal that came without a name begins so; nobody else's does.
OURS = "auto-"

_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,2})?", re.ASCII)
_SYMBOL = re.compile(r"[A-Z0-9^][A-Z0-9 ._/!&@#^=+-]*")
_VENUE = re.compile(r"[A-Z0-9_]{1,20}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]*")
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_SHOWN = 40
Choice = TypeVar("Choice", bound=StrEnum)


class BadSignal(ValueError):
    """A message that is no signal; `words` tell its developer why, `pointer` where (a JSON pointer, or empty)."""

    def __init__(self, words: str, pointer: str = "") -> None:
        self.words, self.pointer = words, pointer
        super().__init__(words)


def shown(value: object) -> str:
    """A value as a refusal quotes it: short, on one line, with nothing invisible."""
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in str(value)[: _SHOWN + 1])
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text


def fit_to_keep(text: str, longest: int) -> str:
    """What the database takes of a name that a stranger gave: no NUL, no half signs, not too long."""
    return text.encode(errors="replace").decode().replace("\0", "?")[:longest]


def number(value: object, pointer: str) -> Decimal:
    """A finite number of at most ten places; text must be plain digits, with a point and no separators."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise BadSignal("Write a number, or a number as text.", pointer)
    written = str(value).strip()
    _no_placeholder(written, pointer)
    if not _NUMBER.fullmatch(written):
        raise BadSignal(f"“{shown(written)}” is not a number; write digits like 1234.5, without separators.", pointer)
    try:
        read = Decimal(written)
    except InvalidOperation:
        raise BadSignal(f"“{shown(written)}” is not a number.", pointer) from None
    if abs(read) >= LARGEST:
        raise BadSignal("The number is larger than any price or size.", pointer)
    if read != round(read, PLACES):
        raise BadSignal(f"The number has more than {PLACES} places.", pointer)
    return read


def positive(value: object, pointer: str) -> Decimal:
    """A number above zero."""
    read = number(value, pointer)
    if read <= 0:
        raise BadSignal("This must be more than zero.", pointer)
    return read


def plain_text(value: object, pointer: str, longest: int) -> str:
    """Text of printable signs."""
    if not isinstance(value, str):
        raise BadSignal("Write text here.", pointer)
    text = value.strip()
    if len(text) > longest:
        raise BadSignal(f"This is longer than {longest} signs.", pointer)
    if not text.isprintable():
        raise BadSignal("There is a sign in it that cannot be printed.", pointer)
    return text


def symbol(value: object, pointer: str) -> tuple[str, str]:
    """(symbol, venue) in capitals: "fx:eurusd" is ("EURUSD", "FX"). Letters that only look like Latin are refused."""
    text = plain_text(value, pointer, LONGEST_SYMBOL + 21)
    _no_placeholder(text, pointer)
    if odd := next((sign for sign in text if not sign.isascii()), None):
        name = unicodedata.name(odd, f"U+{ord(odd):04X}")
        raise BadSignal(f"The symbol has a sign that is no plain letter: {name}.", pointer)
    venue, colon, own = text.upper().rpartition(":")
    if colon and not _VENUE.fullmatch(venue):
        raise BadSignal("Write a symbol like EURUSD, or with its exchange like FX:EURUSD.", pointer)
    if not _SYMBOL.fullmatch(own) or len(own) > LONGEST_SYMBOL:
        raise BadSignal(f"“{shown(text)}” is no symbol; write one like EURUSD, AAPL or ES1!.", pointer)
    return own, venue


def signal_id(value: object, pointer: str) -> str:
    """The developer's own name of a signal; empty if there is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = plain_text(value, pointer, LONGEST_ID)
    _no_placeholder(text, pointer)
    if text and not _ID.fullmatch(text):
        raise BadSignal("A signal's id is letters, digits and . _ : / + - and begins with a letter or digit.", pointer)
    if text.lower().startswith(OURS):
        raise BadSignal(f"Ids that begin with {OURS} are ours; choose another.", pointer)
    return text


def instant(value: object, pointer: str) -> datetime:
    """An instant like 2026-11-22T10:30:00Z; whole seconds or milliseconds since 1970 as a number are one, too."""
    if isinstance(value, str):
        _no_placeholder(value, pointer)
    try:
        if isinstance(value, str) and not re.fullmatch(r"\d{10}|\d{13}", value, re.ASCII):
            read = datetime.fromisoformat(value.strip())
        elif isinstance(value, str | int | Decimal) and not isinstance(value, bool):
            since = int(value)
            read = datetime.fromtimestamp(since / 1000 if since >= 10**11 else since, UTC)
        else:
            raise ValueError
    except (ValueError, OverflowError, OSError):
        raise BadSignal("Write an instant like 2026-11-22T10:30:00Z.", pointer) from None
    if read.tzinfo is None:
        raise BadSignal("The time does not say its zone; end it with Z, or with an offset like +01:00.", pointer)
    if not 2000 <= read.year < 2100:
        raise BadSignal("That time is not of this century.", pointer)
    return read.astimezone(UTC)


def day(value: object, pointer: str) -> date:
    """A day like 2026-12-18."""
    try:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip(), re.ASCII):
            raise ValueError
        read = date.fromisoformat(value.strip())
    except ValueError:
        raise BadSignal("Write a day like 2026-12-18.", pointer) from None
    if not 2000 <= read.year < 2100:
        raise BadSignal("That day is not of this century.", pointer)
    return read


def one_of(kinds: type[Choice], value: object, pointer: str) -> Choice:
    """One of a few words, in any case; "_" and "-" stand for a space."""
    text = plain_text(value, pointer, 40)
    _no_placeholder(text, pointer)
    try:
        return kinds(re.sub(r"[\s_-]+", " ", text).lower())
    except ValueError:
        known = ", ".join(kinds)
        raise BadSignal(f"“{shown(text)}” is none of: {known}.", pointer) from None


def refuse_unknown(given: Iterable[str], known: Iterable[str], pointer: str) -> None:
    """A misspelt name would otherwise be a stop that is not there."""
    known = list(known)
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise BadSignal(f"There is no field “{shown(name)}”.{hint}", f"{pointer}/{_escaped(name)}")


def _escaped(name: str) -> str:
    return shown(name).replace("~", "~0").replace("/", "~1")


def _no_placeholder(text: str, pointer: str) -> None:
    if found := _PLACEHOLDER.search(text):
        raise BadSignal(
            f"The placeholder {shown(found[0])} was not filled in: it is a template, or a name that is not known.",
            pointer,
        )
