"""Reading rows that came over a line: each field has the type it should have, or the row is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from trading.brokers.rows import BadRow, Row, printable

_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MILLISECOND = 32_503_680_000_000  # the year 3000, where the platform ends


def whole(told: Row, name: str, least: int = 0, most: int = 2**63 - 1) -> int:
    value = told.get(name)
    if type(value) is not int or not least <= value <= most:
        raise BadRow(f"{name} is no whole number from {least} to {most}")
    return value


def text(told: Row, name: str, most: int = 128) -> str:
    value = told.get(name)
    if not isinstance(value, str) or len(value) > most:
        raise BadRow(f"{name} is no text of at most {most} characters")
    return printable(value)


def amount(told: Row, name: str) -> Decimal:
    """Decimal text and nothing else: a JSON number would have been a float on the way."""
    value = told.get(name)
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise BadRow(f"{name} is no decimal number as text")
    return Decimal(value)


def level(told: Row, name: str) -> Decimal | None:
    """A price, where the platform writes zero for none."""
    return amount(told, name) or None


def flag(told: Row, name: str) -> bool:
    value = told.get(name)
    if not isinstance(value, bool):
        raise BadRow(f"{name} is neither true nor false")
    return value


def moment(told: Row, name: str) -> datetime:
    """Milliseconds of the broker's own clock, held as UTC (docs/adr/0007-server-time.md)."""
    return _EPOCH + timedelta(milliseconds=whole(told, name, 0, _LAST_MILLISECOND))


def optional_moment(told: Row, name: str) -> datetime | None:
    return moment(told, name) if told.get(name) else None
