"""The management fee's arithmetic, worked by hand and by properties; no database."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fidus.lib.money import Money
from funds.domain.day_counts import DayCount, year_fraction
from funds.fees.domain.fee_terms import Every, ends_period
from funds.fees.domain.management import PARTS, day_rate, rounded, to_charge
from funds.tests.scenes import usd

DAY = timedelta(days=1)


def parts(base, rate, day_count, start, end, anchor=None):
    days = (start + DAY * place for place in range(1, (end - start).days + 1))
    return base.minor * sum(day_rate(Decimal(rate), day_count, anchor or start, day) for day in days)


def fee(base, rate, day_count, start, end):
    return rounded(parts(usd(base), rate, day_count, start, end), "USD")


def test_a_quarter_and_a_stub_by_30_360():
    """100,000 at 2 %: a quarter is 500.00 whatever its days; 15 Jan to 31 Mar is 76 of 360, 422.22."""
    assert fee("100000", "0.02", DayCount.THIRTY_360, date(2026, 1, 1), date(2026, 4, 1)) == usd("500.00")
    assert fee("100000", "0.02", DayCount.THIRTY_360, date(2026, 7, 1), date(2026, 10, 1)) == usd("500.00")
    assert fee("100000", "0.02", DayCount.THIRTY_360, date(2026, 1, 15), date(2026, 3, 31)) == usd("422.22")


def test_a_quarter_and_a_stub_by_act_365f():
    """100,000 at 2 %: 92 days of the third quarter are 504.11; 45 days are 246.58."""
    assert fee("100000", "0.02", DayCount.ACT_365F, date(2026, 6, 30), date(2026, 9, 30)) == usd("504.11")
    assert fee("100000", "0.02", DayCount.ACT_365F, date(2026, 8, 16), date(2026, 9, 30)) == usd("246.58")


def test_a_leap_year_has_366_days_by_act_365f_and_is_one_year_by_act_act():
    start, end = date(2027, 12, 31), date(2028, 12, 31)
    assert fee("365000", "0.01", DayCount.ACT_365F, start, end) == usd("3660.00")
    assert fee("365000", "0.01", DayCount.ACT_ACT, date(2028, 1, 1), date(2029, 1, 1)) == usd("3650.00")
    assert fee("365000", "0.01", DayCount.THIRTY_360, start, end) == usd("3650.00")
    leap_day = day_rate(Decimal("0.01"), DayCount.ACT_365F, start, date(2028, 2, 29))
    assert rounded(usd("365000").minor * leap_day, "USD") == usd("10.00")


def test_currencies_without_cents_and_with_thousandths():
    start, end = date(2026, 1, 1), date(2027, 1, 1)
    for currency, expected in {"JPY": "15000", "KWD": "15000.000"}.items():
        base = Money.of("1000000", currency)
        assert rounded(parts(base, "0.015", DayCount.ACT_365F, start, end), currency) == Money.of(expected, currency)


@pytest.mark.parametrize(
    ("every", "ends"),
    [(Every.MONTH, 12), (Every.QUARTER, 4), (Every.YEAR, 1), (Every.REDEMPTION, 0)],
)
def test_periods_end_with_months(every, ends):
    days = [date(2028, 1, 1) + DAY * place for place in range(366)]
    assert sum(ends_period(every, day) for day in days) == ends
    assert ends_period(every, date(2028, 12, 31)) == (every is not Every.REDEMPTION)


bases = st.integers(0, 10**14).map(lambda minor: Money.from_minor(minor, "USD"))
rates = st.integers(0, 999_999).map(lambda millionths: Decimal(millionths) / 1_000_000)
starts = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@settings(max_examples=40)
@given(bases, rates, st.sampled_from(DayCount), starts, st.integers(1, 500))
def test_the_days_sum_to_the_whole_exactly(base, rate, day_count, start, days):
    end = start + DAY * days
    whole = Fraction(base.minor) * Fraction(rate) * year_fraction(day_count, start, end)
    assert Fraction(parts(base, rate, day_count, start, end), PARTS) == whole


@settings(max_examples=40)
@given(
    st.lists(st.tuples(bases, rates, st.integers(1, 40)), min_size=1, max_size=12),
    st.sampled_from(DayCount),
    starts,
)
def test_charges_sum_to_the_rounded_whole_at_every_step_and_are_never_negative(steps, day_count, start):
    grown, charged, day = 0, usd(0), start
    for base, rate, days in steps:
        end = day + DAY * days
        grown += parts(base, rate, day_count, day, end, anchor=start)
        due = to_charge(grown, charged=charged)
        assert due >= usd(0)
        charged += due
        assert charged == rounded(grown, "USD")
        assert not to_charge(grown, charged=charged)
        day = end
