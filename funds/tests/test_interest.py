from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fidus.lib.money import Money, total
from funds.domain.day_counts import DayCount
from funds.domain.interest import (
    InterestRule,
    anniversary,
    cumulative_interest,
    effective_annual_rate,
    exact_interest,
    full_months,
    interest_between,
    interest_table,
    interest_to_post,
    months_earned,
    nominal_annual_rate,
)

DATES = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@st.composite
def rules(draw):
    day_count = draw(st.sampled_from(DayCount))
    currency = draw(st.sampled_from(["USD", "JPY", "KWD"]))
    return InterestRule(
        Money.from_minor(draw(st.integers(1, 10**13)), currency),
        Decimal(draw(st.integers(1, 100_000))).scaleb(-6),
        draw(DATES),
        day_count,
        throughout=day_count is DayCount.ACT_30_44 and draw(st.booleans()),
    )


def rule(principal="100000", rate="0.025", earns_from=date(2026, 1, 31), day_count=DayCount.THIRTY_360, **options):
    return InterestRule(Money.of(principal, "USD"), Decimal(rate), earns_from, day_count, **options)


def usd(amount):
    return Money.of(amount, "USD")


def test_anniversaries_are_counted_from_the_original_date():
    assert [anniversary(date(2026, 1, 31), months) for months in range(4)] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]
    assert anniversary(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert anniversary(date(2024, 2, 29), 48) == date(2028, 2, 29)


def test_no_day_count_touches_a_full_month():
    for day_count in DayCount:
        assert cumulative_interest(rule(day_count=day_count), date(2026, 2, 28)) == usd("2500.00")
        assert cumulative_interest(rule(day_count=day_count), date(2026, 3, 31)) == usd("5000.00")


def test_nothing_is_earned_before_and_on_the_end_of_incubation():
    assert not cumulative_interest(rule(), date(2025, 12, 1))
    assert not cumulative_interest(rule(), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("day_count", "interest"),
    [
        # Ten days after the full month that ends on 28 February 2026; 30/360: 3 days over the month's end count as 1.
        (DayCount.THIRTY_360, "3500.00"),
        (DayCount.THIRTY_E_360, "3500.00"),
        (DayCount.ACT_365F, "3321.92"),
        (DayCount.ACT_ACT, "3321.92"),
        (DayCount.ACT_30_44, "3321.29"),
    ],
)
def test_the_broken_month_follows_the_day_count(day_count, interest):
    # 2,500.00 and 2,500.00 x (12/30, 120/365 or 10/30.44) for 28 February to 10 March.
    assert cumulative_interest(rule(day_count=day_count), date(2026, 3, 10)) == usd(interest)


def test_act_30_44_throughout_knows_no_full_month():
    # 100,000.00 x 2.5 % x 28 / 30.44
    throughout = rule(day_count=DayCount.ACT_30_44, throughout=True)
    assert cumulative_interest(throughout, date(2026, 2, 28)) == usd("2299.61")


def test_the_published_case_to_the_cent():
    case = rule("1263485.40", day_count=DayCount.ACT_30_44, throughout=True)
    earned = cumulative_interest(case, case.earns_from + timedelta(days=98))
    assert earned == usd("101693.14")
    assert case.principal + earned == usd("1365178.54")


def test_the_thirty_two_days_of_a_march_are_worth_no_more_than_the_month():
    assert cumulative_interest(rule(), date(2026, 3, 30)) == usd("5000.00")


def test_the_interest_table_by_hand():
    rows = interest_table(rule(), date(2026, 4, 15))
    assert [(row.end, row.days, str(row.interest.amount), row.complete) for row in rows] == [
        (date(2026, 2, 28), 28, "2500.00", True),
        (date(2026, 3, 31), 31, "2500.00", True),
        (date(2026, 4, 15), 15, "1250.00", False),
    ]
    assert rows[-1].cumulative == usd("6250.00")


def test_nominal_and_effective_rates_are_two_things():
    assert nominal_annual_rate(Decimal("0.025")) == Decimal("0.300")
    assert round(effective_annual_rate(Decimal("0.025")), 4) == Decimal("0.3449")
    assert round(effective_annual_rate(Decimal("0.015")), 4) == Decimal("0.1956")
    assert round(effective_annual_rate(Decimal("0.035")), 4) == Decimal("0.5111")


@given(rules(), st.lists(st.integers(0, 3000), max_size=12))
def test_posting_never_drifts_whatever_nights_it_runs(a_rule, offsets):
    posted = Money.zero(a_rule.principal.currency)
    for offset in sorted(offsets):
        as_of = a_rule.earns_from + timedelta(days=offset)
        posted += interest_to_post(a_rule, as_of, posted=posted)
        assert posted == cumulative_interest(a_rule, as_of)


@given(rules(), st.integers(0, 2000))
def test_interest_never_falls_from_one_day_to_the_next(a_rule, offset):
    day = a_rule.earns_from + timedelta(days=offset)
    assert cumulative_interest(a_rule, day) <= cumulative_interest(a_rule, day + timedelta(days=1))


@given(rules(), st.integers(0, 800))
def test_the_interest_table_sums_to_the_whole(a_rule, offset):
    as_of = a_rule.earns_from + timedelta(days=offset)
    rows = interest_table(a_rule, as_of)
    assert total((row.interest for row in rows), a_rule.principal.currency) == cumulative_interest(a_rule, as_of)
    assert sum(row.days for row in rows) == offset


@given(rules(), st.integers(0, 500), st.integers(0, 500))
def test_two_periods_add_up_to_the_period_over_both(a_rule, first, second):
    start, middle = a_rule.earns_from, a_rule.earns_from + timedelta(days=first)
    end = middle + timedelta(days=second)
    whole = interest_between(a_rule, start, end)
    assert interest_between(a_rule, start, middle) + interest_between(a_rule, middle, end) == whole


@given(rules(), st.integers(1, 10**12), st.integers(0, 2000))
def test_unrounded_interest_of_two_principals_is_that_of_their_sum(a_rule, other, offset):
    as_of = a_rule.earns_from + timedelta(days=offset)
    currency = a_rule.principal.currency

    def earned(principal):
        return exact_interest(
            InterestRule(principal, a_rule.monthly_rate, a_rule.earns_from, a_rule.day_count, a_rule.throughout), as_of
        )

    more = Money.from_minor(other, currency)
    assert earned(a_rule.principal) + earned(more) == earned(a_rule.principal + more)


@given(DATES, st.integers(0, 240))
def test_anniversaries_and_full_months_agree(start, months):
    reached = anniversary(start, months)
    assert full_months(start, reached) == months
    if months:
        assert full_months(start, reached - timedelta(days=1)) == months - 1


@given(st.sampled_from(DayCount), DATES, st.integers(1, 240))
def test_full_months_are_whole_numbers(day_count, start, months):
    assert months_earned(start, anniversary(start, months), day_count, throughout=False) == Fraction(months)
