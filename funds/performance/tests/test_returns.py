"""Time-weighted return, months, falls and comparison: by hand and by their laws."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funds.performance.domain.months import (
    MonthReturn,
    compare,
    correlation,
    deepest_drawdown,
    month_ends,
    monthly_returns,
    spread,
    year_rows,
)
from funds.performance.domain.returns import CashFlow, IndexPoint, Linked, NoReturn, Valuation, link, nominal_rate

D = Decimal


def values(*pairs: tuple[str, str]) -> list[Valuation]:
    return [Valuation(date.fromisoformat(on), D(value)) for on, value in pairs]


def moved(on: str, paid_in: str = "0", paid_out: str = "0") -> CashFlow:
    return CashFlow(date.fromisoformat(on), D(paid_in), D(paid_out))


def test_two_stretches_are_linked_and_the_deposit_between_them_counts_for_nothing():
    # 1,000 grows to 1,100 (10 %); 900 come in; 2,000 shrink to 1,900 (-5 %). 1.1 x 0.95 = 1.045.
    found = link(
        values(("2026-01-01", "1000"), ("2026-01-31", "1100"), ("2026-02-01", "2000"), ("2026-02-28", "1900")),
        [moved("2026-02-01", "900")],
    )
    assert isinstance(found, Linked)
    assert found.total == D("0.045")
    assert not found.estimated
    assert found.annual is None


def test_a_payout_is_no_loss():
    found = link(values(("2026-01-01", "1000"), ("2026-01-31", "1000")), [moved("2026-01-31", "0", "50")])
    assert isinstance(found, Linked)
    assert found.total == D("0.05")
    assert not found.estimated


def test_modified_dietz_weighs_money_that_came_while_nothing_was_valued():
    # 1,000 for 30 days, 500 more from the morning of day 11, so for 20 of 30 days: gain 40 / (1,000 + 333.33) = 3 %.
    found = link(values(("2026-01-01", "1000"), ("2026-01-31", "1540")), [moved("2026-01-12", "500")])
    assert isinstance(found, Linked)
    assert found.estimated
    assert found.total == pytest.approx(D("0.03"))


def test_the_first_money_earns_from_its_own_morning():
    found = link(values(("2026-01-01", "0"), ("2026-01-02", "1020")), [moved("2026-01-02", "1000")])
    assert isinstance(found, Linked)
    assert found.total == D("0.02")


def test_money_that_only_passes_through_is_not_money_that_works():
    found = link(values(("2026-01-01", "1000"), ("2026-01-02", "1010")), [moved("2026-01-02", "500", "500")])
    assert isinstance(found, Linked)
    assert found.total == D("0.01")


def test_a_gain_on_nothing_and_a_loss_of_more_than_everything_have_no_return():
    gained = link(values(("2026-01-01", "0"), ("2026-01-02", "10")), [])
    lost = link(values(("2026-01-01", "10"), ("2026-01-02", "-5")), [])
    assert isinstance(gained, NoReturn)
    assert isinstance(lost, NoReturn)
    assert "no money was there" in gained.reason
    assert "2 Jan 2026" in lost.reason


def test_everything_lost_is_minus_one_hundred_per_cent_and_no_later_gain_brings_it_back():
    found = link(values(("2026-01-01", "10"), ("2026-01-02", "0"), ("2026-01-03", "20")), [moved("2026-01-03", "10")])
    assert isinstance(found, Linked)
    assert found.total == -1


def test_only_a_whole_year_has_a_rate_a_year():
    year = link(values(("2025-01-01", "100"), ("2026-01-01", "110")), [])
    day_less = link(values(("2025-01-01", "100"), ("2025-12-31", "110")), [])
    two = link(values(("2025-01-01", "100"), ("2027-01-01", "121")), [])
    assert isinstance(year, Linked)
    assert isinstance(day_less, Linked)
    assert isinstance(two, Linked)
    assert year.annual == pytest.approx(D("0.1"))
    assert day_less.annual is None
    assert two.annual == pytest.approx(D("0.1"))


def test_thirty_four_and_a_half_per_cent_effective_are_thirty_nominal():
    assert nominal_rate((1 + D("0.025")) ** 12 - 1) == pytest.approx(D("0.3"))


def test_months_of_two_years_link_to_their_years():
    points = [
        IndexPoint(date(2025, 11, 15), D(1)),
        IndexPoint(date(2025, 11, 30), D("1.1")),
        IndexPoint(date(2025, 12, 31), D("1.21")),
        IndexPoint(date(2026, 1, 31), D("1.089")),
        IndexPoint(date(2026, 2, 10), D("1.089")),
    ]
    months = monthly_returns(points)
    assert [(month.month, month.value, month.whole) for month in months] == [
        (date(2025, 11, 1), D("0.1"), False),
        (date(2025, 12, 1), D("0.1"), True),
        (date(2026, 1, 1), D("-0.1"), True),
        (date(2026, 2, 1), D(0), False),
    ]
    newest, oldest = year_rows(months)
    assert (newest.year, newest.total) == (2026, D("-0.1"))
    assert (oldest.year, oldest.total) == (2025, D("0.21"))
    assert oldest.months[:10] == (None,) * 10


def test_month_ends_begin_and_end_with_the_period():
    assert month_ends(date(2026, 1, 31), date(2026, 3, 31)) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31),
    ]  # fmt: skip
    assert month_ends(date(2026, 1, 5), date(2026, 1, 20)) == [date(2026, 1, 5), date(2026, 1, 20)]


def test_the_worst_fall_has_a_peak_a_trough_and_a_day_on_which_it_was_made_good():
    levels = ["1", "1.2", "0.9", "0.96", "1.2", "1.3", "1.25"]
    points = [IndexPoint(date(2026, 1, 1) + timedelta(place), D(level)) for place, level in enumerate(levels)]
    worst = deepest_drawdown(points)
    assert worst is not None
    assert (worst.depth, worst.peak_on, worst.trough_on) == (D("-0.25"), date(2026, 1, 2), date(2026, 1, 3))
    assert (worst.recovered_on, worst.days) == (date(2026, 1, 5), 3)
    lasting = deepest_drawdown(points[:4])
    assert lasting is not None
    assert lasting.recovered_on is None
    assert lasting.days == 2
    assert deepest_drawdown(points[:2]) is None


def test_spread_and_correlation_by_hand():
    # 2 %, 4 %, 6 %: mean 4 %, squares 4 + 0 + 4 of which half is 4, the root of it 2 %.
    apart = spread([D("0.02"), D("0.04"), D("0.06")])
    assert apart is not None
    assert apart.value == D("0.02")
    assert apart.annual is None
    assert spread([D(1)]) is None
    assert correlation([D(1), D(2), D(3)], [D(2), D(4), D(6)]) == 1
    assert correlation([D(1), D(2), D(3)], [D(6), D(4), D(2)]) == -1
    assert correlation([D(1), D(2), D(3)], [D(5), D(5), D(5)]) is None


def test_an_index_that_does_the_same_leaves_nothing_over():
    levels = ["1", "1.02", "0.98", "1.05"]
    ends = [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    points = [IndexPoint(on, D(level)) for on, level in zip(ends, levels, strict=True)]
    beside = compare(points, [IndexPoint(point.on, point.index * 7) for point in points])
    assert beside.excess == 0
    assert beside.tracking_error is not None
    assert beside.tracking_error.value < D("1e-20")
    assert beside.correlation == pytest.approx(D(1))


gains = st.lists(st.decimals("-0.2", "0.2", places=4), min_size=2, max_size=25)


def worked(daily: list[Decimal], paid: list[int]) -> tuple[list[Valuation], list[CashFlow]]:
    """Money that gains `daily`; `paid` comes in each morning (or, negative, leaves in the evening)."""
    value, start = D(1000), date(2026, 1, 1)
    valuations, flows = [Valuation(start, value)], []
    for place, (gain, moves) in enumerate(zip(daily, paid, strict=False), start=1):
        on = start + timedelta(place)
        value = (value + max(moves, 0)) * (1 + gain) + min(moves, 0)
        flows.append(CashFlow(on, D(max(moves, 0)), D(max(-moves, 0))))
        valuations.append(Valuation(on, value))
    return valuations, flows


@settings(max_examples=80, deadline=None)
@given(gains, st.lists(st.integers(0, 10**6), min_size=25, max_size=25))
def test_a_deposit_never_improves_a_time_weighted_return(daily, paid):
    alone, beside = link(*worked(daily, [0] * 25)), link(*worked(daily, paid))
    assert isinstance(alone, Linked)
    assert isinstance(beside, Linked)
    assert beside.total == pytest.approx(alone.total, abs=D("1e-15"))
    assert not beside.estimated


@settings(max_examples=80, deadline=None)
@given(gains, st.lists(st.integers(-20, 0), min_size=25, max_size=25))
def test_nor_does_a_withdrawal(daily, paid):
    valuations, flows = worked([max(gain, D("-0.05")) for gain in daily], paid)
    if all(valuation.value > 0 for valuation in valuations):
        alone = link(*worked([max(gain, D("-0.05")) for gain in daily], [0] * 25))
        beside = link(valuations, flows)
        assert isinstance(alone, Linked)
        assert isinstance(beside, Linked)
        assert beside.total == pytest.approx(alone.total, abs=D("1e-15"))


@settings(max_examples=50, deadline=None)
@given(gains, st.integers(1, 10**6))
def test_the_size_of_the_money_changes_nothing(daily, factor):
    valuations, flows = worked(daily, [7] * 25)
    bigger = link(
        [Valuation(one.on, one.value * factor) for one in valuations],
        [CashFlow(flow.on, flow.paid_in * factor, flow.paid_out * factor) for flow in flows],
    )
    plain = link(valuations, flows)
    assert isinstance(bigger, Linked)
    assert isinstance(plain, Linked)
    assert bigger.total == pytest.approx(plain.total, abs=D("1e-15"))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.decimals("0.5", "2", places=3), min_size=40, max_size=120))
def test_the_months_linked_are_the_whole_and_no_fall_is_deeper_than_the_deepest(levels):
    points = [IndexPoint(date(2026, 1, 20) + timedelta(place), level) for place, level in enumerate(levels)]
    growth = D(1)
    for month in monthly_returns(points):
        assert isinstance(month, MonthReturn)
        growth *= 1 + month.value
    assert growth == pytest.approx(levels[-1] / levels[0], abs=D("1e-20"))
    worst = deepest_drawdown(points)
    falls = [after / before - 1 for before, after in pairwise(levels)]
    assert (worst.depth if worst else D(0)) <= min([*falls, D(0)])
