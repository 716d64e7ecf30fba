from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidus.lib.money import Money, MoneyError, total
from funds.domain.attribution import Share, attribute, attribute_history, boundaries

DAY = date(2026, 6, 30)


def usd(amount):
    return Money.of(amount, "USD")


def test_an_account_mapped_from_its_first_day_belongs_to_its_investment():
    shares = [Share(1, Decimal(1), date(2026, 1, 1), None)]
    results = {date(2025, 12, 31): usd(0), DAY: usd("860448.65")}
    assert attribute(shares, results, as_of=DAY) == {None: usd(0), 1: usd("860448.65")}


def test_who_comes_later_gets_nothing_of_what_was_earned_before():
    shares = [Share(1, Decimal("0.5"), date(2026, 1, 1), None), Share(2, Decimal("0.25"), date(2026, 3, 1), None)]
    results = {date(2025, 12, 31): usd(0), date(2026, 2, 28): usd(100), DAY: usd(300)}
    assert attribute(shares, results, as_of=DAY) == {1: usd(150), 2: usd(50), None: usd(100)}


def test_an_account_nobody_is_mapped_to_is_the_firms_own():
    assert attribute([], {DAY: usd("-12.34")}, as_of=DAY) == {None: usd("-12.34")}


def test_more_than_the_whole_is_refused():
    shares = [Share(key, Decimal("0.6"), date(2026, 1, 1), None) for key in (1, 2)]
    with pytest.raises(MoneyError):
        attribute(shares, {date(2025, 12, 31): usd(0), DAY: usd(1)}, as_of=DAY)


@given(
    st.lists(
        st.tuples(st.integers(1, 3333), st.dates(date(2026, 1, 1), DAY), st.none() | st.dates(date(2026, 1, 1), DAY)),
        max_size=3,
    ),
    st.lists(st.integers(-(10**9), 10**9), min_size=8, max_size=8),
)
def test_the_parts_sum_to_the_accounts_result(drawn, figures):
    shares = [Share(n, Decimal(share).scaleb(-4), start, end) for n, (share, start, end) in enumerate(drawn)]
    days = boundaries(shares, DAY)
    results = {day: Money.from_minor(figure, "USD") for day, figure in zip(days, figures[: len(days)], strict=True)}
    assert total(attribute(shares, results, as_of=DAY).values(), "USD") == results[DAY]


def test_a_history_splits_each_stretch_by_the_shares_then_held():
    half, quarter = Decimal("0.5"), Decimal("0.25")
    shares = [Share(1, half, date(2026, 1, 1), date(2026, 5, 1)), Share(2, quarter, date(2026, 3, 1), None)]
    before, change, end = date(2025, 12, 31), date(2026, 2, 28), date(2026, 4, 30)
    dates = [date(2025, 11, 30), before, date(2026, 1, 31), change, date(2026, 3, 31), end, DAY]
    figures = ["1.00", "2.00", "2.05", "12.00", "16.00", "20.00", "24.00"]
    results = {day: usd(figure) for day, figure in zip(dates, figures, strict=True)}
    assert attribute_history(shares, results, dates=dates) == [
        {None: usd("1.00")},
        {None: usd("2.00")},
        # Five cents in halves: the odd one goes to the earlier part.
        {None: usd("2.02"), 1: usd("0.03")},
        {None: usd("7.00"), 1: usd("5.00")},
        {None: usd("8.00"), 1: usd("7.00"), 2: usd("1.00")},
        {None: usd("9.00"), 1: usd("9.00"), 2: usd("2.00")},
        {None: usd("12.00"), 1: usd("9.00"), 2: usd("3.00")},
    ]


@given(
    st.lists(
        st.tuples(st.integers(1, 3333), st.dates(date(2026, 1, 1), DAY), st.none() | st.dates(date(2026, 1, 1), DAY)),
        max_size=3,
    ),
    st.lists(st.dates(date(2025, 12, 1), DAY), min_size=1, max_size=4, unique=True),
    st.randoms(use_true_random=False),
)
def test_a_history_says_of_each_day_what_the_day_alone_says(drawn, asked, chance):
    shares = [Share(n, Decimal(share).scaleb(-4), start, end) for n, (share, start, end) in enumerate(drawn)]
    days = {*asked, *(day for one in asked for day in boundaries(shares, one))}
    results = {day: Money.from_minor(chance.randint(-(10**9), 10**9), "USD") for day in sorted(days)}
    alone = [attribute(shares, results, as_of=day) for day in asked]
    assert attribute_history(shares, results, dates=asked) == alone
