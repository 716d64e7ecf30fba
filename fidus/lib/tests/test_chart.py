from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidus.lib.chart import area_of, brief, line_chart, number, path_of, scale_of, shortfalls, xs_of

VALUES = st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=30)


def decimals(*values):
    return [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("values", "low", "step"),
    [
        (decimals("1263485.40", "5678378.54"), "0", "2E+6"),
        (decimals(0, 3), "0", "1"),
        (decimals(0, "3.01"), "0", "2"),
        (decimals(0, 7), "0", "2.5"),
        (decimals(-250, 400), "-250", "250"),
        (decimals(0, 0), "0", "1"),
    ],
)
def test_scales_worked_by_hand(values, low, step):
    scale = scale_of(values)
    assert (scale.low, scale.step) == (Decimal(low), Decimal(step))


def test_the_labels_of_a_scale_are_as_short_as_its_step_allows():
    assert [line.label for line in scale_of(decimals(0, 5_678_378)).grid] == ["6\xa0M", "4\xa0M", "2\xa0M", "0"]
    assert [line.label for line in scale_of(decimals(1_210_000, 1_790_000), from_zero=False).grid] == [
        "1.8\xa0M",
        "1.6\xa0M",
        "1.4\xa0M",
        "1.2\xa0M",
    ]
    assert brief(Decimal(-250_000), Decimal(250_000)) == "\N{MINUS SIGN}250\xa0k"


def test_zero_is_the_base_line_where_figures_lie_on_both_sides():
    assert [line.label for line in scale_of(decimals(-250, 400)).grid if line.base] == ["0"]


def test_a_line_by_hand():
    days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 5)]
    chart = line_chart(days, [decimals(0, 3, "1.5")])
    assert chart.lines[0].path == "M0,100 250,0 1000,50"
    assert chart.lines[0].dot == "M1000,50h.01"
    assert chart.x_labels == ["Jan 2026"]


def test_what_is_owed_and_not_earned_is_cut_where_the_lines_cross():
    scale = scale_of(decimals(0, 3))
    xs = decimals(0, 500, 1000)
    # Owed 3, 0, 3 against 0, 3, 0: below at first and at the end, above in between; they cross at a quarter and three.
    areas = shortfalls(xs, decimals(3, 0, 3), decimals(0, 3, 0), scale)
    assert areas == ["M0,0 250,50 250,50 0,100z", "M750,50 1000,0 1000,100 750,50z"]


def test_lines_that_only_touch_have_no_gap():
    scale = scale_of(decimals(0, 3))
    assert shortfalls(decimals(0, 500, 1000), decimals(0, 3, 0), decimals(3, 3, 3), scale) == []


def test_equal_then_short_begins_where_they_part():
    scale = scale_of(decimals(0, 3))
    areas = shortfalls(decimals(0, 500, 1000), decimals(0, 0, 3), decimals(0, 0, 0), scale)
    assert areas == ["M500,100 1000,0 1000,100 500,100z"]


def test_nothing_to_draw_draws_nothing():
    chart = line_chart([], [[], []], owed_above_earned=True)
    assert (chart.lines[0].path, chart.gaps, chart.x_labels) == ("", [], [])
    assert area_of([], []) == ""
    assert path_of([]) == ""


def test_coordinates_are_short():
    assert [number(Decimal(value)) for value in ("100.00", "33.333", "-0.01")] == ["100", "33.3", "0"]


@given(VALUES, st.booleans())
def test_every_value_lies_inside_its_scale(values, from_zero):
    scale = scale_of(values, from_zero=from_zero)
    assert all(0 <= scale.y(value) <= 100 for value in values)
    assert len(scale.grid) == 4


@given(st.lists(st.integers(0, 5000), min_size=2, unique=True))
def test_days_lie_in_order_from_edge_to_edge(offsets):
    xs = xs_of([date(2020, 1, 1) + timedelta(days=offset) for offset in sorted(offsets)])
    assert xs == sorted(xs)
    assert (xs[0], xs[-1]) == (0, 1000)


@given(VALUES, VALUES)
def test_gaps_are_drawn_exactly_where_more_is_owed(owed, earned):
    length = min(len(owed), len(earned))
    owed, earned = owed[:length], earned[:length]
    xs = xs_of([date(2020, 1, 1) + timedelta(days=place) for place in range(length)])
    areas = shortfalls(xs, owed, earned, scale_of(owed + earned))
    if length > 1:
        assert bool(areas) == any(more > less for more, less in zip(owed, earned, strict=True))
