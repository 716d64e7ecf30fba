"""How days, instants and numbers are written in the API, and what no text can hold."""

import re

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(_DAY.pattern + r"[Tt][0-9:]{8}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# PostgreSQL keeps no NUL in a text, and half a surrogate pair is no character at all.
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")


def is_day(text: str) -> bool:
    """Whether it is written as 2026-10-31."""
    return _DAY.fullmatch(text) is not None


def is_instant(text: str) -> bool:
    """Whether it is written as 2026-10-31T12:00:00Z: day, time and how far from UTC."""
    return _INSTANT.fullmatch(text) is not None


def is_whole(text: str) -> bool:
    """Whether it is a whole number that the database's largest integer holds."""
    return _WHOLE.fullmatch(text) is not None


def is_decimal(text: str) -> bool:
    """Whether it is a number in plain digits."""
    return _DECIMAL.fullmatch(text) is not None


def can_be_kept(text: str) -> bool:
    """Whether the database can hold every character of it."""
    return _NOT_KEPT.search(text) is None


def as_kept(text: str) -> str:
    """With a mark in the place of what the database cannot hold."""
    return _NOT_KEPT.sub("\N{REPLACEMENT CHARACTER}", text)
