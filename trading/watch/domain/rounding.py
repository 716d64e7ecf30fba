"""A broker's figures as the tables hold them. Half even, here and nowhere else; the database rounds none."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

_WIDE = Context(prec=60)
_AMOUNT, _PRICE, _VOLUME, _PERCENT = (Decimal(1).scaleb(-digits) for digits in (3, 10, 8, 2))


class NoFigure(ValueError):
    """What a broker told is no number that could be kept."""


def amount(value: Decimal) -> Decimal:
    """Thousandths: equity and margin are the broker's valuations, finer than a currency's minor unit with some."""
    return _rounded(value, _AMOUNT, 17)


def price(value: Decimal | None) -> Decimal | None:
    return None if value is None else _rounded(value, _PRICE, 14)


def volume(value: Decimal) -> Decimal:
    return _rounded(value, _VOLUME, 12)


def percent(value: Decimal | None) -> Decimal | None:
    """A level beyond what the column holds says no more than its largest."""
    if value is None:
        return None
    largest = Decimal(10) ** 18 - 1
    return _rounded(min(max(value, -largest), largest), _PERCENT, 18)


def _rounded(value: Decimal, step: Decimal, digits: int) -> Decimal:
    if not value.is_finite() or abs(value) >= Decimal(10) ** digits:
        raise NoFigure(f"{value} is no figure of an account")
    return _WIDE.plus(value.quantize(step, ROUND_HALF_EVEN, _WIDE))
