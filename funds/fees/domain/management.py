"""A management fee day by day in whole parts of a minor unit, so that nothing is rounded before the sum is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Context, Decimal
from functools import lru_cache
from math import lcm

from fidus.lib.money import Money, minor_units
from funds.domain.day_counts import DayCount, year_fraction

# Every day count's fraction of a year is a whole number of these: years of 360, 365 and 366 days, and of 365.28 (the
# predecessor's 12 months of 30.44 days).
YEAR_UNITS = lcm(360, 365, 366, 36528)
RATE_UNITS = 1_000_000
# So many parts are one minor unit.
PARTS = YEAR_UNITS * RATE_UNITS

# Digits enough that no quotient can be mistaken for a tie.
_EXACT = Context(prec=80)
_DAY = timedelta(days=1)


# A night asks for the same few days and rates for every investment.
@lru_cache(maxsize=8192)
def day_units(day_count: DayCount, anchor: date, day: date) -> int:
    """The part of a year that one day is, in YEAR_UNITS; always counted from `anchor`, so days add up.

    Between the 30th and the 31st, 30/360 counts no day.
    """
    return _year_units(day_count, anchor, day) - _year_units(day_count, anchor, day - _DAY)


def _year_units(day_count: DayCount, anchor: date, day: date) -> int:
    exact = year_fraction(day_count, anchor, day) * YEAR_UNITS
    assert exact.denominator == 1, "a day count whose fractions are no whole units"
    return exact.numerator


@lru_cache(maxsize=1024)
def rate_units(annual_rate: Decimal) -> int:
    """A share with six decimals as a whole number of millionths."""
    rate = annual_rate * RATE_UNITS
    assert rate == int(rate), "a rate finer than six decimals"
    return int(rate)


def day_rate(annual_rate: Decimal, day_count: DayCount, anchor: date, day: date) -> int:
    """The parts that one minor unit of the base grows by on `day`: rate x that day's part of the year."""
    return rate_units(annual_rate) * day_units(day_count, anchor, day)


def rounded(parts: int, currency: str) -> Money:
    """The money that `parts` are, rounded once, half even."""
    exact = _EXACT.divide(Decimal(parts), Decimal(PARTS * 10 ** minor_units(currency)))
    return Money.rounded(exact, currency)


def to_charge(parts: int, *, charged: Money) -> Money:
    """What is still to be charged so that all charges are the rounded total; never below zero."""
    return max(rounded(parts, charged.currency) - charged, Money.zero(charged.currency))
