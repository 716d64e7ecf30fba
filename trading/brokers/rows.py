"""Rows of a broker's answer, whatever it is: they have the shape they should have, or nothing of it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


class BadRow(ValueError):
    """What came is not what was agreed, or what the vendor describes; nothing of it is believed."""


def a_row(value: object, what: str) -> Row:
    if not isinstance(value, dict):
        raise BadRow(f"{what} is no row")
    return value


def row_list(value: object, what: str, most: int = 200_000) -> list[Row]:
    if not isinstance(value, list) or len(value) > most:
        raise BadRow(f"{what} is no list of at most {most}")
    return [a_row(each, what) for each in value]


def printable(text: str) -> str:
    """A broker's text may hold anything; PostgreSQL takes no zero byte and nobody wants the rest."""
    return "".join(letter for letter in text if letter.isprintable())
