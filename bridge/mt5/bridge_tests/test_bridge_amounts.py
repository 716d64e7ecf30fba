"""Floats become the decimals that were meant."""

from decimal import Decimal

import pytest
from fidus_mt5_bridge.amounts import money, price, volume
from fidus_mt5_bridge.failures import Failure
from hypothesis import given
from hypothesis import strategies as st


@given(st.decimals(-(10**11), 10**11, places=2))
def test_money_of_up_to_thirteen_digits_comes_through(amount):
    assert Decimal(money(float(amount), 2)) == amount


@given(st.decimals(0, 10**6, places=5))
def test_a_price_comes_through(amount):
    assert Decimal(price(float(amount), 5)) == amount


@given(st.lists(st.integers(1, 500), min_size=1, max_size=300))
def test_the_noise_of_adding_lots_is_gone(hundredths):
    total = 0.0
    for lots in hundredths:
        total += lots / 100
    assert Decimal(volume(total)) == Decimal(sum(hundredths)) / 100


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.1 + 0.2, 2, "0.30"), (-0.0, 2, "0.00"), (-0.001, 2, "0.00"), (1e15, 2, "1000000000000000.00"), (5.0, 0, "5")],
)
def test_money_worked_by_hand(value, digits, text):
    assert money(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1.1, 5, "1.10000"), (1.1000100000000001, 5, "1.10001"), (0.0, 5, "0.00000"),
        # The average of 1.10001 and 1.10002 is finer than a tick, and stays so.
        (1.100015, 5, "1.100015"), (1.1000133333333333, 5, "1.100013333"), (60123.5, 0, "60123.5"),
    ],
)  # fmt: skip
def test_prices_worked_by_hand(value, digits, text):
    assert price(value, digits) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 1.7976931348623157e308])
def test_what_is_no_amount_is_not_passed_on(value):
    with pytest.raises(Failure):
        money(value, 2)
