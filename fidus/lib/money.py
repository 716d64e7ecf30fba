"""Money: an exact decimal amount with its currency, one rounding, splits that lose nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact

# ISO 4217 minor units of the currencies the firm keeps books in.
MINOR_UNITS: dict[str, int] = {
    "USD": 2, "EUR": 2, "GBP": 2, "CHF": 2, "INR": 2, "AED": 2, "AUD": 2, "CAD": 2, "CZK": 2, "DKK": 2, "HKD": 2,
    "HUF": 2, "MXN": 2, "NOK": 2, "NZD": 2, "PLN": 2, "SEK": 2, "SGD": 2, "ZAR": 2,
    "JPY": 0, "KRW": 0, "BHD": 3, "KWD": 3,
}  # fmt: skip

# Contexts that are passed along, not entered: entering one costs more than the arithmetic itself.
_WIDE = Context(prec=60)
_EXACT = Context(prec=60)
_EXACT.traps[Inexact] = True
_UNITS = {currency: Decimal(1).scaleb(-digits) for currency, digits in MINOR_UNITS.items()}


class MoneyError(ValueError):
    """An amount or currency that money cannot be made of."""


def minor_units(currency: str) -> int:
    """Digits after the decimal point in `currency`; raises MoneyError for a currency the firm keeps no books in."""
    try:
        return MINOR_UNITS[currency]
    except KeyError:
        raise MoneyError(f"{currency!r} is not a currency of this firm") from None


def round_amount(amount: Decimal, currency: str) -> Decimal:
    """Round half even to the currency's minor unit: the only rounding of money there is."""
    minor_units(currency)
    return amount.quantize(_UNITS[currency], ROUND_HALF_EVEN, _WIDE)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that is a whole number of minor units; anything finer must be rounded first, by Money.rounded."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise MoneyError(f"an amount of money is a Decimal, not {type(self.amount).__name__}")
        if not self.amount.is_finite():
            raise MoneyError(f"{self.amount} is not an amount of money")
        exact = round_amount(self.amount, self.currency)
        if exact != self.amount:
            raise MoneyError(f"{self.amount} {self.currency} is finer than the currency's minor unit")
        object.__setattr__(self, "amount", _WIDE.plus(exact))  # plus turns -0.00 into 0.00

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> Money:
        return cls(Decimal(amount), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls.from_minor(0, currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: str) -> Money:
        """Half even to the minor unit."""
        return cls(round_amount(amount, currency), currency)

    @classmethod
    def from_minor(cls, units: int, currency: str) -> Money:
        """From whole minor units (cents), as the ledger stores them."""
        if not isinstance(units, int):
            raise MoneyError(f"minor units are whole, not {type(units).__name__}")
        return _exact(_EXACT.scaleb(Decimal(units), -minor_units(currency)), currency)

    @property
    def minor(self) -> int:
        """The amount in whole minor units (cents)."""
        return int(_EXACT.scaleb(self.amount, minor_units(self.currency)))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise MoneyError(f"{self.currency} and {other.currency} cannot be added or compared")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return _exact(_EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return _exact(_EXACT.subtract(self.amount, other.amount), self.currency)

    def __neg__(self) -> Money:
        return _exact(_EXACT.minus(self.amount), self.currency)  # minus never makes -0.00

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __str__(self) -> str:
        return f"{self.amount:,f} {self.currency}"

    def split(self, weights: Sequence[Decimal | int]) -> list[Money]:
        """Parts in proportion to `weights` that sum to the whole (largest remainder; ties go to the earlier part)."""
        if not weights or any(weight < 0 for weight in weights) or not any(weights):
            raise MoneyError("money is split by weights that are not negative and not all zero")
        sign = -1 if self.minor < 0 else 1
        units, total = abs(self.minor), sum(Decimal(weight) for weight in weights)
        exact = [_WIDE.divide(_WIDE.multiply(units, Decimal(weight)), total) for weight in weights]
        parts = [int(share) for share in exact]
        order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
        for place in order[: units - sum(parts)]:
            parts[place] += 1
        return [Money.from_minor(sign * part, self.currency) for part in parts]


def _exact(amount: Decimal, currency: str) -> Money:
    """What is exact by how it was made: sums of money and whole minor units need no second look, and are most of it."""
    money = object.__new__(Money)
    object.__setattr__(money, "amount", amount)
    object.__setattr__(money, "currency", currency)
    return money


def total(parts: Iterable[Money], currency: str) -> Money:
    """The sum of `parts`, zero when there are none; raises MoneyError if one is in another currency."""
    result = Money.zero(currency)
    for part in parts:
        result += part
    return result
