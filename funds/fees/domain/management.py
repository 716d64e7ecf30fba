"""A management fee day by day in whole parts of a minor unit, so that nothing is rounded before the sum is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Context, Decimal
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


def year_units(day_count: DayCount, anchor: date, day: date) -> int:
    """The part of a year from `anchor` to `day`, in YEAR_UNITS; always counted from `anchor`, so days add up."""
    exact = year_fraction(day_count, anchor, day) * YEAR_UNITS
    assert exact.denominator == 1, "a day count whose fractions are no whole units"
    return exact.numerator


def day_parts(base: Money, annual_rate: Decimal, day_count: DayCount, anchor: date, day: date) -> int:
    """The fee of one day, `annual_rate` a share with six decimals: base x rate x that day's part of the year.

    A base below zero bears no fee. Between the 30th and the 31st, 30/360 counts no day.
    """
    if base.minor <= 0:
        return 0
    units = year_units(day_count, anchor, day) - year_units(day_count, anchor, day - _DAY)
    rate = annual_rate * RATE_UNITS
    assert rate == int(rate), "a rate finer than six decimals"
    return base.minor * int(rate) * units


def rounded(parts: int, currency: str) -> Money:
    """The money that `parts` are, rounded once, half even."""
    exact = _EXACT.divide(Decimal(parts), Decimal(PARTS * 10 ** minor_units(currency)))
    return Money.rounded(exact, currency)


def to_charge(parts: int, *, charged: Money) -> Money:
    """What is still to be charged so that all charges are the rounded total; never below zero."""
    return max(rounded(parts, charged.currency) - charged, Money.zero(charged.currency))
