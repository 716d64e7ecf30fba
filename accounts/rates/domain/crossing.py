"""Exchange rates from the euro's: crossed exactly, on the last day before, and refused when they are too old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

EURO = "EUR"
OVERRIDE = "override"
# Digits of a rate as it is shown; money is converted by the exact fraction.
SHOWN_DIGITS = 12
_SHOWN = Context(prec=SHOWN_DIGITS, rounding=ROUND_HALF_EVEN)
_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)


class NoRate(LookupError):
    """No rate leads from one currency to the other; `currency` is the one without."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        super().__init__(currency)


@dataclass(frozen=True, slots=True)
class Rate:
    """`value` units of the quoted currency for one of the base, as of a day; `on` is the day the rate is of."""

    value: Decimal
    on: date
    source: str
    age_days: int
    exact: Fraction = field(repr=False, compare=False)

    def turned(self) -> Rate:
        """The same rate the other way round."""
        return Rate(shown(1 / self.exact), self.on, self.source, self.age_days, 1 / self.exact)


@dataclass(frozen=True, slots=True)
class EuroQuote:
    """Units of a currency for one euro, as its source published them."""

    value: Decimal
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Override:
    """A rate that two people of the firm put in place of, or beside, the published one."""

    base: str
    quote: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Link:
    """One step of a way from currency to currency."""

    value: Fraction
    on: date
    source: str


def cross(
    base: str, quote: str, *, as_of: date, quotes: Mapping[str, EuroQuote], overrides: Iterable[Override]
) -> Rate:
    """The rate on `as_of`: an override of the pair itself, or through the euro; raises NoRate.

    A currency reaches the euro by an override against it, by its published quote, or by an override against a currency
    that has one of the two (a stablecoin pegged to the dollar).
    """
    if base == quote:
        return Rate(Decimal(1), as_of, "same currency", 0, Fraction(1))
    agreed = {(one.base, one.quote): Fraction(one.value) for one in overrides}
    direct = _agreed(agreed, base, quote)
    links = [_Link(direct, as_of, OVERRIDE)] if direct is not None else []
    if not links:
        links = [*_to_euro(base, as_of, quotes, agreed), *map(_turned, _to_euro(quote, as_of, quotes, agreed))]
    value = Fraction(1)
    for link in links:
        value *= link.value
    on = min(link.on for link in links)
    source = ", ".join(dict.fromkeys(link.source for link in links))
    return Rate(shown(value), on, source, (as_of - on).days, value)


def _agreed(agreed: Mapping[tuple[str, str], Fraction], base: str, quote: str) -> Fraction | None:
    if (base, quote) in agreed:
        return agreed[base, quote]
    return 1 / agreed[quote, base] if (quote, base) in agreed else None


def _to_euro(
    currency: str, as_of: date, quotes: Mapping[str, EuroQuote], agreed: Mapping[tuple[str, str], Fraction]
) -> list[_Link]:
    """Euros for one unit of `currency`, in at most two steps."""
    if currency == EURO:
        return []
    if (link := _one_step(currency, as_of, quotes, agreed)) is not None:
        return [link]
    for between in sorted({two if one == currency else one for one, two in agreed if currency in (one, two)}):
        peg = _agreed(agreed, currency, between)
        onward = _one_step(between, as_of, quotes, agreed)
        if peg is not None and onward is not None:
            return [_Link(peg, as_of, OVERRIDE), onward]
    raise NoRate(currency)


def _one_step(
    currency: str, as_of: date, quotes: Mapping[str, EuroQuote], agreed: Mapping[tuple[str, str], Fraction]
) -> _Link | None:
    value = _agreed(agreed, currency, EURO)
    if value is not None:
        return _Link(value, as_of, OVERRIDE)
    quote = quotes.get(currency)
    return None if quote is None else _Link(1 / Fraction(quote.value), quote.on, quote.source)


def _turned(link: _Link) -> _Link:
    return _Link(1 / link.value, link.on, link.source)


def shown(value: Fraction) -> Decimal:
    """To SHOWN_DIGITS significant digits."""
    return _SHOWN.divide(Decimal(value.numerator), Decimal(value.denominator))


def times(amount: Decimal, rate: Fraction) -> Decimal:
    """`amount` at the exact rate, to sixty digits: so many that rounding to a cent afterwards is exact.

    A product that is not a tie differs from every tie by more than one part in the product of the denominators, which
    have some thirty digits at most.
    """
    product = Fraction(amount) * rate
    return _WIDE.divide(Decimal(product.numerator), Decimal(product.denominator))
