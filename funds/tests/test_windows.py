from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funds.domain.calendars import (
    Calendar,
    business_days_before,
    is_business_day,
    next_business_day,
)
from funds.domain.windows import WindowRule, next_window, windows


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2000, date(2000, 4, 23)), (2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2038, date(2038, 4, 25))],
)
def test_target_closes_on_the_six_days_the_central_bank_fixed_in_2000(year, easter):
    closed = {easter - timedelta(days=2), easter + timedelta(days=1)}
    closed |= {date(year, month, day) for month, day in ((1, 1), (5, 1), (12, 25), (12, 26))}
    first = date(year, 1, 1)
    days = (first + timedelta(days=place) for place in range(365))
    weekdays = {day for day in days if day.weekday() < 5}
    assert {day for day in weekdays if not is_business_day(Calendar.TARGET, day)} == closed & weekdays


def test_new_york_and_london_keep_their_own_holidays():
    # Independence Day 2026 is a Saturday, kept on Friday the 3rd; the late summer bank holiday is 31 August.
    assert not is_business_day(Calendar.NEW_YORK, date(2026, 7, 3))
    assert is_business_day(Calendar.LONDON, date(2026, 7, 3))
    assert not is_business_day(Calendar.LONDON, date(2026, 8, 31))
    assert is_business_day(Calendar.NEW_YORK, date(2026, 8, 31))


@pytest.mark.parametrize(
    "day", [date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 12, 25)]
)
def test_target_closes_where_weekdays_do_not(day):
    assert is_business_day(Calendar.WEEKDAYS, day)
    assert not is_business_day(Calendar.TARGET, day)


def test_notice_is_counted_in_business_days():
    # Back from Tuesday 31 March 2026: Mon 30, Fri 27, Thu 26, Wed 25, Tue 24.
    assert business_days_before(Calendar.WEEKDAYS, date(2026, 3, 31), 5) == date(2026, 3, 24)
    # Back from Tuesday 7 April 2026 in TARGET: Easter Monday and Good Friday are skipped, so Thu 2 and Wed 1.
    assert business_days_before(Calendar.TARGET, date(2026, 4, 7), 2) == date(2026, 4, 1)


def test_a_payment_on_a_saturday_falls_on_monday():
    assert next_business_day(Calendar.WEEKDAYS, date(2026, 11, 21)) == date(2026, 11, 23)


def test_quarter_ends_after_incubation():
    found = windows(
        WindowRule.QUARTER_ENDS,
        earns_from=date(2026, 4, 1),
        notice_days=5,
        business_days=Calendar.WEEKDAYS,
        start=date(2026, 1, 1),
    )
    assert [window.opens_on for window in islice(found, 4)] == [
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
        date(2027, 3, 31),
    ]


def test_quarters_of_the_investment_are_anchored_at_the_end_of_incubation():
    found = windows(
        WindowRule.INVESTMENT_QUARTERS,
        earns_from=date(2025, 11, 30),
        notice_days=5,
        business_days=Calendar.WEEKDAYS,
        start=date(2026, 1, 1),
    )
    assert [window.opens_on for window in islice(found, 3)] == [date(2026, 2, 28), date(2026, 5, 30), date(2026, 8, 30)]


def test_the_day_after_notice_the_next_window_is_a_quarter_later():
    terms = {"earns_from": date(2025, 1, 1), "notice_days": 5, "business_days": Calendar.WEEKDAYS}
    assert next_window(WindowRule.QUARTER_ENDS, as_of=date(2026, 3, 24), **terms).opens_on == date(2026, 3, 31)
    assert next_window(WindowRule.QUARTER_ENDS, as_of=date(2026, 3, 25), **terms).opens_on == date(2026, 6, 30)


@given(
    st.sampled_from(WindowRule),
    st.sampled_from(Calendar),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 30),
)
def test_the_next_window_can_still_be_asked_for(rule, calendar, earns_from, as_of, notice_days):
    window = next_window(rule, earns_from=earns_from, notice_days=notice_days, business_days=calendar, as_of=as_of)
    assert as_of <= window.notice_by <= window.opens_on
    assert window.opens_on >= earns_from
