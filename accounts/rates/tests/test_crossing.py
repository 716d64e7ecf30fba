"""Crossing through the euro: worked by hand, and as properties."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.rates.domain.crossing import EuroQuote, NoRate, Override, cross, times
from fidus.lib.money import Money

DAY, BEFORE = date(2026, 11, 1), date(2026, 10, 30)
QUOTES = {
    "USD": EuroQuote(Decimal("1.1172"), BEFORE, "ECB"),
    "GBP": EuroQuote(Decimal("0.8338"), BEFORE, "ECB"),
    "JPY": EuroQuote(Decimal("175.68"), date(2026, 10, 29), "ECB"),
}


def rate(base, quote, *overrides):
    return cross(base, quote, as_of=DAY, quotes=QUOTES, overrides=[Override(*one) for one in overrides])


def test_a_pound_in_dollars_goes_through_the_euro():
    # 1 EUR = 1.1172 USD = 0.8338 GBP, so 1 GBP = 1.1172 / 0.8338 = 1.33988966178939... USD
    found = rate("GBP", "USD")
    assert found.value == Decimal("1.33988966179")
    assert found.exact == Fraction(11172, 8338)
    assert (found.on, found.age_days, found.source) == (BEFORE, 2, "ECB")


def test_a_cross_is_as_old_as_its_older_half():
    assert (rate("JPY", "USD").on, rate("JPY", "USD").age_days) == (date(2026, 10, 29), 3)


def test_one_currency_in_itself_is_one_and_asks_for_no_rate():
    assert rate("XYZ", "XYZ").value == 1


def test_an_override_of_the_pair_goes_before_the_published_rates_in_both_directions():
    assert rate("GBP", "USD", ("GBP", "USD", Decimal("1.25"))).value == Decimal("1.25")
    found = rate("USD", "GBP", ("GBP", "USD", Decimal("1.25")))
    assert (found.value, found.on, found.source) == (Decimal("0.8"), DAY, "override")


def test_a_stablecoin_has_a_rate_only_by_an_override():
    with pytest.raises(NoRate, match="USDT"):
        rate("USDT", "USD")
    peg = ("USDT", "USD", Decimal(1))
    assert rate("USDT", "USD", peg).value == 1
    # 1 USDT = 1 USD = 1 / 1.1172 EUR, and the euro's rate says how old it is.
    found = rate("USDT", "EUR", peg)
    assert found.exact == Fraction(10000, 11172)
    assert (found.on, found.source) == (BEFORE, "override, ECB")


def test_a_missing_currency_is_named():
    with pytest.raises(NoRate, match="AED"):
        rate("GBP", "AED")


VALUES = st.decimals(min_value="0.0001", max_value="99999", places=4)


@settings(max_examples=60)
@given(VALUES, VALUES, VALUES)
def test_there_and_back_is_one_and_a_way_round_is_the_same(usd, gbp, jpy):
    quotes = {code: EuroQuote(value, DAY, "ECB") for code, value in (("USD", usd), ("GBP", gbp), ("JPY", jpy))}

    def one(base, quote):
        return cross(base, quote, as_of=DAY, quotes=quotes, overrides=[]).exact

    assert one("USD", "GBP") * one("GBP", "USD") == 1
    assert one("USD", "GBP") * one("GBP", "JPY") == one("USD", "JPY")
    assert one("EUR", "USD") == Fraction(usd)


@settings(max_examples=100)
@given(st.integers(-(10**14), 10**14), VALUES, VALUES)
def test_converted_money_is_the_exact_product_rounded_half_even(minor, usd, gbp):
    exact = Fraction(usd) / Fraction(gbp)
    money = Money.rounded(times(Decimal(minor).scaleb(-2), exact), "USD")
    # round() of a fraction is exact and half even.
    assert money.minor == round(Fraction(minor) * exact)
