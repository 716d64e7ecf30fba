from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidus.lib.money import MINOR_UNITS, Money, MoneyError, round_amount, total

currencies = st.sampled_from(sorted(MINOR_UNITS))
units = st.integers(-(10**17), 10**17)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("0.125", "0.12"),
        ("0.135", "0.14"),
        ("-0.125", "-0.12"),
        ("-0.135", "-0.14"),
        ("101693.1414", "101693.14"),
        ("2.675", "2.68"),
        ("0.005", "0.00"),
    ],
)
def test_a_half_cent_goes_to_the_even_cent(exact, rounded):
    assert round_amount(Decimal(exact), "USD") == Decimal(rounded)


def test_rounding_goes_to_the_minor_unit_of_each_currency():
    assert round_amount(Decimal("1234.5"), "JPY") == Decimal(1234)
    assert round_amount(Decimal("1.0005"), "KWD") == Decimal("1.000")


def test_an_amount_finer_than_the_minor_unit_is_refused_rather_than_rounded():
    with pytest.raises(MoneyError, match="finer"):
        Money.of("0.001", "USD")


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_what_is_not_a_number_is_not_money(amount):
    with pytest.raises(MoneyError):
        Money.of(amount, "USD")


def test_a_float_is_not_money():
    with pytest.raises(MoneyError, match="float"):
        Money(0.1, "USD")


def test_unknown_currencies_and_mixed_currencies_are_refused():
    with pytest.raises(MoneyError, match="XXX"):
        Money.of(1, "XXX")
    with pytest.raises(MoneyError):
        Money.of(1, "USD") + Money.of(1, "EUR")
    with pytest.raises(MoneyError):
        total([Money.of(1, "EUR")], "USD")


def test_there_is_no_negative_zero():
    assert str(-Money.zero("USD")) == "0.00 USD"


def test_three_heirs_of_one_dollar_lose_no_cent():
    assert Money.of("1.00", "USD").split([1, 1, 1]) == [Money.of(p, "USD") for p in ("0.34", "0.33", "0.33")]


def test_the_odd_cent_goes_to_the_largest_remainder():
    # 0.10 by 0.55 : 0.25 : 0.20 is 5.5, 2.5 and 2.0 cents: the first of the two equal remainders gets the cent.
    weights = [Decimal("0.55"), Decimal("0.25"), Decimal("0.20")]
    assert Money.of("0.10", "USD").split(weights) == [Money.of(p, "USD") for p in ("0.06", "0.02", "0.02")]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_weights_that_divide_nothing_are_refused(weights):
    with pytest.raises(MoneyError):
        Money.of(1, "USD").split(weights)


@given(units, currencies, st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any))
def test_a_split_sums_to_the_whole_and_no_part_is_a_minor_unit_off(minor, currency, weights):
    whole = Money.from_minor(minor, currency)
    parts = whole.split(weights)
    assert total(parts, currency) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)


@given(units, currencies)
def test_minor_units_and_money_are_two_names_of_one_amount(minor, currency):
    assert Money.from_minor(minor, currency).minor == minor


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6), currencies)
def test_rounding_moves_by_half_a_unit_at_most_and_twice_is_once(exact, currency):
    rounded = round_amount(exact, currency)
    assert abs(rounded - exact) * 2 <= Decimal(1).scaleb(-MINOR_UNITS[currency])
    assert round_amount(rounded, currency) == rounded
    assert round_amount(-exact, currency) == -rounded
