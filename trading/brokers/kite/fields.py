"""Reading rows of Kite's answers: each field has the type it should have, or the answer is not believed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from trading.brokers.rows import BadRow, Row, printable

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_LARGEST = Decimal(10) ** 18
_FINEST = Decimal("1e-9")  # digits behind it are a float's noise
PAISA = Decimal("0.01")


def text(told: Row, name: str, most: int = 400) -> str:
    """Empty where Kite says null or nothing."""
    value = told.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise BadRow(f"{name} is no text of at most {most} characters")
    return printable(value)


def name(told: Row, field: str, most: int = 64) -> str:
    """A text that has to be there; numbers that Kite writes as numbers are taken as their text."""
    value = told.get(field)
    if type(value) is int and 0 <= value < 10**most:
        return str(value)
    found = text(told, field, most)
    if not found:
        raise BadRow(f"{field} is missing")
    return found


def number(told: Row, field: str) -> Decimal:
    """Exactly as written, but for a float's noise far behind the point; raises where there is none."""
    value = told.get(field)
    if type(value) is not int and not isinstance(value, Decimal):
        raise BadRow(f"{field} is no number")
    exact = Decimal(value)
    if not exact.is_finite() or abs(exact) > _LARGEST:
        raise BadRow(f"{field} is out of all bounds")
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -9:
        exact = exact.quantize(_FINEST, ROUND_HALF_EVEN)
    # One way to write a number, or the same answer would look changed: 100.0 and 100 are one price.
    return exact.to_integral_value() if exact == exact.to_integral_value() else exact.normalize()


def optional(told: Row, field: str) -> Decimal:
    """Zero where Kite leaves it out."""
    return Decimal(0) if told.get(field) is None else number(told, field)


def level(told: Row, field: str) -> Decimal | None:
    """A price, where Kite writes zero for none."""
    return optional(told, field) or None


def rupees(value: Decimal) -> Decimal:
    """Sums of money to the paisa, half to even."""
    return value.quantize(PAISA, ROUND_HALF_EVEN)


def moment(told: Row, field: str) -> datetime | None:
    """Kite's clock, India's, held as UTC and not converted (docs/adr/0007-server-time.md)."""
    written = text(told, field, 32)
    return clock(written) if written else None


def clock(written: str) -> datetime:
    if not _MOMENT.fullmatch(written):
        raise BadRow(f"{written!r} is no time")
    try:
        return datetime.fromisoformat(written).replace(tzinfo=UTC)
    except ValueError:
        raise BadRow(f"{written!r} is no time") from None
