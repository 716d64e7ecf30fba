"""The internal rate of return: one, none or several, by hand, by published vectors and by its laws."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funds.performance.domain.xirr import Flow, NoRate, Rate, SeveralRates, xirr, xnpv

START = date(2023, 1, 1)


def flows(*pairs: tuple[str, str]) -> list[Flow]:
    return [Flow(date.fromisoformat(on), Decimal(amount)) for on, amount in pairs]


def rates_of(found) -> list[Decimal]:
    assert not isinstance(found, NoRate), found.reason
    return [found.annual] if isinstance(found, Rate) else [rate.annual for rate in found.rates]


def test_ten_per_cent_after_a_year_is_ten_per_cent():
    found = xirr(flows(("2023-01-01", "-1000"), ("2024-01-01", "1100")))
    assert isinstance(found, Rate)
    assert float(found.annual) == pytest.approx(0.1, abs=1e-13)


def test_twenty_one_per_cent_after_two_years_of_365_days_are_ten_a_year():
    # 2023 and 2025 have 365 days; 2024 has 366, so two years from 1 January 2025.
    found = xirr(flows(("2025-01-01", "-1000"), ("2027-01-01", "1210")))
    assert rates_of(found) == [pytest.approx(Decimal("0.1"), abs=Decimal("1e-11"))]


def test_half_a_year_gives_its_own_return_when_asked_for_its_days():
    found = xirr(flows(("2025-01-01", "-1000"), ("2025-07-01", "1050")))
    assert isinstance(found, Rate)
    assert found.over(181) == pytest.approx(Decimal("0.05"), abs=Decimal("1e-11"))
    assert found.annual > Decimal("0.10")


def test_a_rate_near_everything_lost_is_told_from_it_over_its_own_days():
    found = xirr(flows(("2025-01-01", "-1000"), ("2025-01-02", "1")))
    assert isinstance(found, Rate)
    assert found.over(1) == pytest.approx(Decimal("-0.999"), abs=Decimal("1e-11"))


def test_the_textbook_case_of_two_rates_gives_both():
    # -100 + 230 / (1 + r) - 132 / (1 + r)^2 = 0 at 1 + r = 1.1 and 1.2.
    found = xirr(flows(("2025-01-01", "-100"), ("2026-01-01", "230"), ("2027-01-01", "-132")))
    assert isinstance(found, SeveralRates)
    assert [float(rate.annual) for rate in found.rates] == pytest.approx([0.1, 0.2], abs=1e-9)


def test_a_rate_at_which_the_worth_only_touches_zero_is_one_rate():
    # -100 + 220 / (1 + r) - 121 / (1 + r)^2 is zero at 1 + r = 1.1 and negative everywhere else.
    found = xirr(flows(("2025-01-01", "-100"), ("2026-01-01", "220"), ("2027-01-01", "-121")))
    assert isinstance(found, Rate)
    assert float(found.annual) == pytest.approx(0.1, abs=1e-6)


def test_there_is_no_rate_where_no_rate_makes_the_flows_worth_nothing():
    # 100 x^2 - 200 x + 200 has no real zero.
    found = xirr(flows(("2025-01-01", "100"), ("2026-01-01", "-200"), ("2027-01-01", "200")))
    assert isinstance(found, NoRate)
    assert found.reason == "At no rate is the money paid in worth the money that came back."


@pytest.mark.parametrize(
    ("given_flows", "reason"),
    [
        ([], "No money has moved."),
        ([("2025-01-01", "0")], "No money has moved."),
        ([("2025-01-01", "-5"), ("2025-01-01", "7")], "All money moved on a single day"),
        ([("2025-01-01", "-5"), ("2026-01-01", "-7")], "Money only was paid in and nothing came back."),
        ([("2025-01-01", "5"), ("2026-01-01", "7")], "Money only came back and none was paid in."),
    ],
)
def test_flows_without_two_sides_have_no_rate_and_say_why(given_flows, reason):
    found = xirr(flows(*given_flows))
    assert isinstance(found, NoRate)
    assert reason in found.reason


def sample(folder, name: str) -> list[Flow]:
    with (folder / "xirr" / name).open() as file:
        return [Flow(date.fromisoformat(on), Decimal(amount)) for on, amount in csv.reader(file)]


@pytest.mark.shared
def test_every_published_vector_agrees_and_every_rate_found_makes_the_flows_worth_nothing(shared_data):
    with (shared_data / "xirr" / "expected.csv").open() as file:
        rows = list(csv.DictReader(file))
    none = 0
    for row in rows:
        given_flows = sample(shared_data, row["file"])
        found = xirr(given_flows)
        if isinstance(found, NoRate):
            none += 1
            assert row["xirr"] == "NaN", row
            continue
        for rate in rates_of(found):
            size = xnpv(rate, [Flow(flow.on, abs(flow.amount)) for flow in given_flows])
            assert abs(xnpv(rate, given_flows)) < 1e-6 * size, row
        if row["xirr"] != "NaN":
            assert any(float(rate) == pytest.approx(float(row["xirr"]), abs=1e-9) for rate in rates_of(found)), row
        if row["xnpv_at_0.1"]:
            assert xnpv(Decimal("0.1"), given_flows) == pytest.approx(float(row["xnpv_at_0.1"]))
    # Six are published as without a rate. One of them, 30-20, has one that its publisher's search misses: at -89.7 %.
    assert (len(rows), none) == (30, 5)


@pytest.mark.shared
def test_the_rate_that_was_published_as_missing_is_where_the_worth_changes_its_sign(shared_data):
    given_flows = sample(shared_data, "30-20.csv")
    assert rates_of(xirr(given_flows)) == [pytest.approx(Decimal("-0.897353821488"))]
    assert xnpv(-0.8973, given_flows) * xnpv(-0.8974, given_flows) < 0


amounts = st.decimals(-10_000, 10_000, places=2, allow_nan=False).filter(bool)
streams = st.lists(st.tuples(st.integers(0, 3650), amounts), min_size=2, max_size=12)


def dated(stream) -> list[Flow]:
    return [Flow(START + timedelta(days), amount) for days, amount in stream]


def same(first, second) -> None:
    assert type(first) is type(second)
    if isinstance(first, Rate):
        assert first.log == pytest.approx(second.log, rel=1e-6, abs=1e-6)
    if isinstance(first, SeveralRates):
        logs = [[rate.log for rate in found.rates] for found in (first, second)]
        assert logs[0] == pytest.approx(logs[1], rel=1e-6, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(streams, st.integers(1, 999), st.integers(-3000, 3000))
def test_neither_the_size_nor_the_date_nor_the_side_of_the_flows_changes_the_answer(stream, factor, shift):
    before = xirr(dated(stream))
    same(before, xirr([Flow(flow.on, flow.amount * factor) for flow in dated(stream)]))
    same(before, xirr([Flow(flow.on + timedelta(shift), flow.amount) for flow in dated(stream)]))
    same(before, xirr([Flow(flow.on, -flow.amount) for flow in dated(stream)]))


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-0.5, 3), st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 10**6)), min_size=1, max_size=8),
    st.integers(1, 1500),
)  # fmt: skip
def test_money_that_grows_at_one_rate_has_that_rate(rate, payments, after):
    """Whatever was paid in when: all of it, grown at `rate` to one last day, comes back on that day."""
    end = max(days for days, _ in payments) + after
    worth = sum(paid * (1 + rate) ** ((end - days) / 365) for days, paid in payments)
    stream = [(days, Decimal(-paid)) for days, paid in payments]
    found = xirr(dated([*stream, (end, Decimal(repr(worth)))]))
    assert isinstance(found, Rate)
    assert float(found.annual) == pytest.approx(rate, abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(streams)
def test_no_sign_change_of_the_worth_is_overlooked(stream):
    """On a fine grid of rates, between any two of different sign lies one that was found."""
    given_flows = dated(stream)
    grid = [-0.99 + 0.01 * step for step in range(1500)]
    worths = [xnpv(rate, given_flows) for rate in grid]
    found = xirr(given_flows)
    rates = [] if isinstance(found, NoRate) else [float(rate) for rate in rates_of(found)]
    sizes = [xnpv(rate, [Flow(flow.on, abs(flow.amount)) for flow in given_flows]) for rate in grid]
    clear = [(rate, worth) for rate, worth, size in zip(grid, worths, sizes, strict=True) if abs(worth) > 1e-9 * size]
    for (low, before), (high, after) in pairwise(clear):
        if (before > 0) != (after > 0):
            assert any(low <= rate <= high for rate in rates), (low, high, found)
