"""Numbers, times and tickets as the terminal prints them; anything else is refused, never guessed."""

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")
_NUMBER = re.compile(r"[-\u2212]?[ \u00a0]?(?:\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+|\d+)(?:\.\d+)?")
_TIME = re.compile(r"\d{4}\.\d\d\.\d\d \d\d:\d\d(?::\d\d)?")


# What every column of the database that takes such a figure can hold.
_MOST_DIGITS, _FINEST = 12, 10


class Unreadable(ValueError):
    """A text is not what its column holds."""


@lru_cache(maxsize=65536)
def number(text: str) -> Decimal:
    """`-1 263 485.40` as a Decimal; the thousands are parted by spaces, and only where thousands are."""
    if not _NUMBER.fullmatch(text):
        raise Unreadable(f"{text[:40]!r} is not a number")
    figure = Decimal(text.translate(_SPACES).replace("\u2212", "-"))
    if figure.adjusted() >= _MOST_DIGITS or len(text.partition(".")[2]) > _FINEST:
        raise Unreadable(f"{text[:40]!r} is larger or finer than any amount, price or volume")
    return figure


def number_or_none(text: str) -> Decimal | None:
    return number(text) if text else None


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.removesuffix("%")) is not None


@lru_cache(maxsize=4096)
def time(text: str) -> datetime:
    """`2023.06.26 17:03:00`, seconds optional, in server time."""
    if not _TIME.fullmatch(text):
        raise Unreadable(f"{text[:40]!r} is not a date and time")
    try:
        # The server's clock names no zone: see docs/adr/0007-server-time.md.
        return datetime(  # noqa: DTZ001
            int(text[0:4]), int(text[5:7]), int(text[8:10]), int(text[11:13]), int(text[14:16]), int(text[17:19] or 0)
        )
    except ValueError:
        raise Unreadable(f"{text!r} is not a date and time of any calendar") from None


def is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None


def ticket(text: str) -> int:
    """A positive whole number that fits the database's bigint."""
    if not text.isascii() or not text.isdigit() or len(text) > 18 or int(text) == 0:
        raise Unreadable(f"{text[:40]!r} is not a ticket")
    return int(text)


def volumes(text: str) -> tuple[Decimal, Decimal]:
    """`0.10 / 0.30` as asked for and filled; a lone figure is both."""
    asked, slash, filled = text.partition("/")
    first = number(asked.strip())
    return (first, number(filled.strip())) if slash else (first, first)
