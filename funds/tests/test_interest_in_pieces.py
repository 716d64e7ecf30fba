"""Interest of a principal of which parts were taken out: worked by hand, and what holds for all of them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fidus.lib.money import Money, total
from funds.domain.day_counts import DayCount
from funds.domain.interest import (
    InterestRule,
    PrincipalChange,
    anniversary,
    cumulative_interest,
    interest_between,
    interest_table,
    interest_to_post,
    principal_at,
)

D30, ACT, ACT_ACT, FIRM = DayCount.THIRTY_360, DayCount.ACT_365F, DayCount.ACT_ACT, DayCount.ACT_30_44


def usd(amount):
    return Money.of(amount, "USD")


def rule(principal, earns_from, *changes, rate="0.025", day_count=D30, throughout=False):
    taken = tuple(PrincipalChange(on, usd(amount)) for on, amount in changes)
    return InterestRule(usd(principal), Decimal(rate), earns_from, day_count, throughout, taken)


def test_half_taken_out_in_the_middle_of_a_month():
    """100,000 from 1 March; 50,000 leave on 16 April: 1 month and 15 of 30 days on 100,000, then 15 on 50,000."""
    one = rule(100_000, date(2026, 3, 1), (date(2026, 4, 16), 50_000))
    # 2,500 + 1,250; then 50,000 x 2.5 % x 15/30 = 625.
    assert cumulative_interest(one, date(2026, 4, 16)) == usd("3750.00")
    assert cumulative_interest(one, date(2026, 5, 1)) == usd("4375.00")
    assert cumulative_interest(one, date(2026, 6, 1)) == usd("5625.00")


def test_what_leaves_during_incubation_never_earns():
    one = rule(100_000, date(2026, 3, 1), (date(2026, 1, 15), 40_000), (date(2026, 3, 1), 10_000))
    assert cumulative_interest(one, date(2026, 4, 1)) == usd("1250.00")


def test_a_month_from_the_31st_is_clipped_and_its_pieces_make_it_whole():
    """31 January to 28 February is a full month, by 30/360 28 thirtieths of it are days: 27 to the 27th."""
    one = rule(30_000, date(2026, 1, 31), (date(2026, 2, 15), 15_000))
    # 30/360 from 31 January (the 30th) to 15 February: 15 days; the month's other half on 15,000.
    assert cumulative_interest(one, date(2026, 2, 15)) == usd("375.00")
    assert cumulative_interest(one, date(2026, 2, 28)) == usd("562.50")
    assert anniversary(date(2026, 1, 31), 2) == date(2026, 3, 31)
    assert interest_between(one, date(2026, 2, 28), date(2026, 3, 31)) == usd("375.00")


def test_29_february_counts_by_actual_days_of_its_year():
    """ACT/ACT in 2028: 36,600 x 1 % from 1 February, 12,200 leave on the 29th, 28 days later."""
    one = rule(36_600, date(2028, 2, 1), (date(2028, 2, 29), 12_200), rate="0.01", day_count=ACT_ACT)
    # 366 x 28 x 12 / 366 = 336.00; the month is whole on 1 March, so its rest is 1 - 28 x 12 / 366 of 244.
    assert cumulative_interest(one, date(2028, 2, 29)) == usd("336.00")
    assert cumulative_interest(one, date(2028, 3, 1)) == usd("356.00")


def test_the_published_convention_counts_the_pieces_by_days():
    """ACT/30.44 throughout: 1,263,485.40 for 98 days as published, then 863,485.40 for 31 more."""
    start = date(2026, 8, 15)
    one = rule("1263485.40", start, (start + timedelta(98), 400_000), day_count=FIRM, throughout=True)
    assert cumulative_interest(one, start + timedelta(98)) == usd("101693.14")
    # 101,693.1382... and 863,485.40 x 2.5 % x 31 / 30.44 = 21,984.2722...: rounded once, together.
    assert cumulative_interest(one, start + timedelta(129)) == usd("123677.41")


def test_money_that_came_back_earns_from_its_day():
    one = rule(60_000, date(2026, 3, 1), (date(2026, 3, 31), 60_000), (date(2026, 5, 1), -60_000))
    # 30 days, a gap of a month, a month.
    assert cumulative_interest(one, date(2026, 5, 1)) == usd("1500.00")
    assert cumulative_interest(one, date(2026, 6, 1)) == usd("3000.00")
    assert [principal_at(one, day).amount for day in (date(2026, 3, 30), date(2026, 4, 1), date(2026, 5, 1))] == [
        60_000,
        0,
        60_000,
    ]


@st.composite
def rules(draw):
    earns_from = draw(st.dates(date(2023, 1, 1), date(2025, 12, 31)))
    day_count = draw(st.sampled_from(DayCount))
    principal = draw(st.integers(1, 10**12))
    left, changes = principal, []
    for days in sorted(draw(st.lists(st.integers(0, 800), max_size=4))):
        amount = draw(st.integers(0, left))
        left -= amount
        changes.append(PrincipalChange(earns_from + timedelta(days), Money.from_minor(amount, "USD")))
    rate = Decimal(draw(st.integers(1, 99_999))).scaleb(-6)
    throughout = day_count is FIRM and draw(st.booleans())
    return InterestRule(Money.from_minor(principal, "USD"), rate, earns_from, day_count, throughout, tuple(changes))


DAYS = st.lists(st.integers(0, 1000), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(rules(), DAYS)
def test_nothing_drifts_however_often_it_is_posted(one, days):
    posted = usd(0)
    for day in sorted(days):
        more = interest_to_post(one, one.earns_from + timedelta(day), posted=posted)
        assert more >= usd(0), "interest already earned is never taken back"
        posted += more
    assert posted == cumulative_interest(one, one.earns_from + timedelta(max(days)))


@settings(max_examples=60, deadline=None)
@given(rules(), st.integers(0, 1000))
def test_pieces_earn_as_separate_investments_would(one, days):
    """What leaves earns to its day and what stays earns on: to the cent for each piece that is rounded by itself."""
    until = one.earns_from + timedelta(days)
    whole = cumulative_interest(one, until)
    parts = [cumulative_interest(replace(one, principal=principal_at(one, date.max), changes=()), until)]
    parts += [
        cumulative_interest(replace(one, principal=change.reduction, changes=()), min(until, change.effective_on))
        for change in one.changes
    ]
    assert abs((whole - total(parts, "USD")).minor) <= len(parts)


@settings(max_examples=40, deadline=None)
@given(rules(), st.integers(0, 1000))
def test_the_table_sums_to_the_whole(one, days):
    until = one.earns_from + timedelta(days)
    table = interest_table(one, until)
    assert total([month.interest for month in table], "USD") == cumulative_interest(one, until)


@settings(max_examples=40, deadline=None)
@given(rules(), st.integers(0, 1000))
def test_without_reductions_nothing_has_changed(one, days):
    plain, until = replace(one, changes=()), one.earns_from + timedelta(days)
    nothing = replace(one, changes=tuple(replace(change, reduction=usd(0)) for change in one.changes))
    assert cumulative_interest(plain, until) == cumulative_interest(nothing, until)
    assert cumulative_interest(one, until) <= cumulative_interest(plain, until)
