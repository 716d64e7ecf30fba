"""Reading rows of Alpaca's answers: each field has the type it should have, or the answer is not believed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from trading.brokers.rows import BadRow, Row, printable

_LARGEST = Decimal(10) ** 18
_NUMBER = re.compile(r"[+-]?\d{1,24}(\.\d{1,24})?([eE][+-]?\d{1,2})?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def text(told: Row, name: str, most: int = 400) -> str:
    """Empty where Alpaca says null or nothing."""
    value = told.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise BadRow(f"{name} is no text of at most {most} characters")
    return printable(value)


def name(told: Row, field: str, most: int = 128) -> str:
    """A text that has to be there."""
    found = text(told, field, most)
    if not found:
        raise BadRow(f"{field} is missing")
    return found


def number(told: Row, field: str) -> Decimal:
    """Exactly as written; the trading interface writes numbers as text, that of prices as numbers."""
    found = optional(told, field)
    if found is None:
        raise BadRow(f"{field} is no number")
    return found


def optional(told: Row, field: str) -> Decimal | None:
    """None where Alpaca says null or nothing."""
    value = told.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = _decimal(value)
    if type(value) is not int and not isinstance(value, Decimal):
        raise BadRow(f"{field} is no number")
    exact = Decimal(value)
    if not exact.is_finite() or abs(exact) > _LARGEST:
        raise BadRow(f"{field} is out of all bounds")
    # One way to write a number, or the same answer would look changed: 100.0 and 100 are one price.
    return exact.to_integral_value() if exact == exact.to_integral_value() else exact.normalize()


def level(told: Row, field: str) -> Decimal | None:
    """A price, where zero is none."""
    return optional(told, field) or None


def truth(told: Row, field: str) -> bool:
    value = told.get(field)
    if not isinstance(value, bool):
        raise BadRow(f"{field} is neither true nor false")
    return value


def moment(told: Row, field: str) -> datetime | None:
    written = text(told, field, 40)
    if not written:
        return None
    try:
        if not _MOMENT.fullmatch(written):
            raise ValueError
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRow(f"{field} is no time") from None


def day(told: Row, field: str) -> datetime:
    """The first moment of a day, where Alpaca tells no time of it."""
    try:
        on = date.fromisoformat(name(told, field, 10))
    except ValueError:
        raise BadRow(f"{field} is no day") from None
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def _decimal(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        raise BadRow("a number is none") from None
