"""Quiet hours and digests by the clock on somebody's wall, over the nights on which clocks are changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.notices.domain.timing import DAILY, HOURLY, Timing, due_at, is_quiet, quiet_ends

# Put forward and back at different hours, by half an hour, at midnight, south of the equator, and never.
ZONES = st.sampled_from(
    ["Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Kathmandu"]
)
# Days around the changes of 2026, and any others.
CHANGES = [(3, 8), (3, 29), (4, 5), (4, 24), (9, 6), (10, 4), (10, 25), (10, 29), (11, 1)]
NEAR = st.builds(
    lambda day, minutes: datetime(2026, *day, tzinfo=UTC) - timedelta(days=1) + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(0, 3 * 24 * 60),
)
MOMENTS = NEAR | st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
MINUTES = st.times().map(lambda found: found.replace(second=0, microsecond=0))


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


NIGHT = Timing("Europe/London", time(22), time(7))


def test_a_night_is_quiet_over_midnight_and_its_end_is_not():
    assert [is_quiet(london(2026, 11, 3, hour), NIGHT) for hour in (21, 22, 23, 0, 6, 7)] == [
        False, True, True, True, True, False,
    ]  # fmt: skip
    assert quiet_ends(london(2026, 11, 3, 23, 30), NIGHT) == london(2026, 11, 4, 7)
    assert quiet_ends(london(2026, 11, 3, 12), NIGHT) == london(2026, 11, 3, 12)


def test_a_night_on_which_clocks_are_changed_is_an_hour_shorter_or_longer_and_ends_by_the_wall():
    spring = quiet_ends(london(2026, 3, 28, 22), NIGHT) - london(2026, 3, 28, 22)
    autumn = quiet_ends(london(2026, 10, 24, 22), NIGHT) - london(2026, 10, 24, 22)
    assert (spring, autumn) == (timedelta(hours=8), timedelta(hours=10))


def test_an_end_that_is_left_out_is_the_moment_at_which_clocks_are_put_forward():
    timing = Timing("Europe/London", time(23), time(1, 30))
    assert quiet_ends(london(2026, 3, 28, 23, 30), timing) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_what_is_gathered_comes_with_the_hour_and_with_the_days_own_hour():
    at = london(2026, 11, 3, 12, 20)
    assert due_at(at, HOURLY, NIGHT) == london(2026, 11, 3, 13)
    assert due_at(at, DAILY, Timing("Europe/London", daily_at=8)) == london(2026, 11, 4, 8)
    assert due_at(london(2026, 11, 3, 8), DAILY, Timing("Europe/London", daily_at=8)) == london(2026, 11, 4, 8)
    # In New York the hour from two to three is left out on 8 March.
    left_out = due_at(datetime(2026, 3, 8, 5, tzinfo=UTC), DAILY, Timing("America/New_York", daily_at=2))
    assert left_out == datetime(2026, 3, 8, 7, tzinfo=UTC)


@settings(max_examples=80, deadline=None)
@given(at=MOMENTS, zone=ZONES, begins=MINUTES, ends=MINUTES)
def test_quiet_hours_end_at_the_first_moment_that_is_not_quiet(at, zone, begins, ends):
    if begins == ends:
        return
    timing = Timing(zone, begins, ends)
    end = quiet_ends(at, timing)
    assert not is_quiet(end, timing)
    assert timedelta(0) <= end - at <= timedelta(hours=25)
    passed = [at + timedelta(minutes=17) * step for step in range(int((end - at) / timedelta(minutes=17)) + 1)]
    assert all(is_quiet(moment, timing) for moment in passed if at <= moment < end)


@settings(max_examples=60, deadline=None)
@given(at=MOMENTS, zone=ZONES, hour=st.integers(0, 23))
def test_a_day_has_one_moment_for_what_is_gathered_once_a_day(at, zone, hour):
    timing = Timing(zone, daily_at=hour)
    first = due_at(at, DAILY, timing)
    second = due_at(first, DAILY, timing)
    assert at < first <= at + timedelta(hours=26)
    tz = ZoneInfo(zone)
    days = [moment.astimezone(tz).date() for moment in (first, second)]
    assert days[1] - days[0] == timedelta(days=1)
    assert all(moment.astimezone(tz).time() >= time(hour) for moment in (first, second))


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Lord_Howe"])
def test_without_quiet_hours_nothing_is_quiet(zone):
    assert not is_quiet(london(2026, 11, 3, 3), Timing(zone))
