"""The high-water mark over ups and downs, worked by hand and by properties; no database."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from funds.fees.domain.high_water import HighWater, Look, follow, hurdle, performance_fee, rounded
from funds.tests.scenes import usd

START = date(2025, 12, 31)
RATE = Decimal("0.2")
NOTHING = Fraction(0)


def fee(water, over=NOTHING, share=Fraction(1)):
    return performance_fee(water, rate=RATE, over=over, currency="USD", share=share)


def charged(water, on):
    """The mark after the fee was taken."""
    return HighWater.crystallised(rounded(water.running, "USD"), rounded(water.result, "USD"), on)


def test_up_down_up():
    """Trading earns 10,000, loses 4,000, then earns 9,000: fees on 10,000, on nothing, and on the 5,000 above it."""
    water = HighWater.start(usd(0), START).after(usd("10000.00"))
    assert fee(water) == usd("2000.00")
    water = charged(water, date(2026, 3, 31)).after(usd("6000.00"))
    assert fee(water) == usd(0)
    water = water.after(usd("15000.00"))
    assert fee(water) == usd("1000.00")


def test_what_was_earned_before_bears_no_fee():
    assert fee(HighWater.start(usd("7000.00"), START).after(usd("7500.00"))) == usd("100.00")


def test_a_loss_at_the_beginning_is_made_good_first():
    water = HighWater.start(usd(0), START).after(usd("-3000.00"))
    assert fee(water) == usd(0)
    assert fee(water.after(usd("500.00"))) == usd("100.00")


def test_a_redemption_takes_its_part_of_gain_and_mark_along():
    """Of 8,000 above the mark a quarter of the capital leaves and pays 20 % of 2,000; the rest stands at 6,000."""
    water = HighWater.start(usd(0), START).after(usd("8000.00"))
    assert fee(water, share=Fraction(1, 4)) == usd("400.00")
    water = water.after(usd("8000.00"), kept=Fraction(3, 4))
    assert fee(water) == usd("1200.00")


def test_a_redemption_after_a_loss_leaves_only_its_part_of_the_loss_to_make_good():
    water = HighWater.start(usd(0), START).after(usd("-4000.00"), kept=Fraction(1, 2))
    assert fee(water.after(usd("-2000.00"))) == usd(0)
    assert fee(water.after(usd("-1000.00"))) == usd("200.00")


def test_a_hurdle_is_earned_first():
    """4 % a year of 100,000 for 73 of 365 days is 800; of a gain of 2,000 the fee is on 1,200."""
    over = hurdle(usd("100000.00"), Decimal("0.04"), date(2026, 1, 1), date(2026, 3, 15))
    assert over == 800
    assert fee(HighWater.start(usd(0), START).after(usd("2000.00")), over=over) == usd("240.00")
    assert fee(HighWater.start(usd(0), START).after(usd("700.00")), over=over) == usd(0)


results = st.integers(-(10**12), 10**12).map(lambda minor: usd(Decimal(minor) / 100))
keeps = st.fractions(Fraction(1, 100), 1)


@settings(max_examples=40)
@given(st.lists(results, min_size=1, max_size=20))
def test_all_fees_are_the_share_of_the_highest_gain_and_the_mark_never_falls(path):
    water, total, marks = HighWater.start(usd(0), START), usd(0), []
    for result in path:
        water = water.after(result)
        due = fee(water)
        assert due >= usd(0)
        total += due
        if due:
            water = charged(water, START)
        marks.append(water.mark)
    assert marks == sorted(marks)
    highest = max(*path, usd(0))
    assert abs(total.amount - highest.amount * RATE) <= Decimal("0.01") * len(path)


@settings(max_examples=40)
@given(st.lists(st.tuples(results, keeps), max_size=12), results, keeps)
def test_who_leaves_and_who_stays_pay_together_what_the_whole_would(path, result, kept):
    water = follow(HighWater.start(usd(0), START), [Look(*step) for step in path]).after(result)
    leaving, staying = fee(water, share=1 - kept), fee(water.after(result, kept=kept))
    assert abs((leaving + staying).amount - fee(water).amount) <= Decimal("0.01")


@settings(max_examples=50)
@given(st.lists(results, min_size=1, max_size=8), results)
def test_charging_twice_charges_once(path, result):
    water = follow(HighWater.start(usd(0), START), [Look(one) for one in path]).after(result)
    if fee(water):
        assert fee(charged(water, START)) == usd(0)
