"""The package's floats as decimal text, exact to the digits they have; a float goes no further than this file."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from fidus_mt5_bridge.failures import Failure, Kind

# Amounts up to 10^15 with eight digits need 23; a double carries 15 to 17 that mean something.
_WIDE = Context(prec=40)
VOLUME_DIGITS = 8  # the finest the platform knows
AVERAGE_DIGITS = 4  # an average price may be finer than its symbol's ticks by this much
UNKNOWN_DIGITS = 8  # of a symbol that the broker lists no more


def _decimal(value: float, digits: int) -> Decimal:
    exact = Decimal(value)
    try:
        if exact.is_finite():
            return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN, _WIDE)
    except InvalidOperation:  # the platform writes "none" as the largest double, too
        pass
    raise Failure(Kind.NOT_SENT, f"the terminal gave {value!r}, which is no amount")


def money(value: float, digits: int) -> str:
    """An amount of the account's currency, with all its digits: 0.1 + 0.2 is '0.30'."""
    return f"{_whole_zero(_decimal(value, digits)):f}"


def price(value: float, digits: int) -> str:
    """A price with the symbol's digits at least; averages keep up to four more."""
    fine = _decimal(value, digits + AVERAGE_DIGITS)
    coarse = _decimal(value, digits)
    return f"{_whole_zero(coarse if coarse == fine else fine.normalize(_WIDE)):f}"


def volume(value: float) -> str:
    """Lots, without trailing zeros."""
    return f"{_whole_zero(_decimal(value, VOLUME_DIGITS).normalize(_WIDE)):f}"


def _whole_zero(value: Decimal) -> Decimal:
    return value if value else abs(value)  # the platform has -0.0
