from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from fidus.lib import clock


def test_the_clock_runs_in_utc():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_a_set_clock_stands_still_and_is_put_back():
    with clock.at(date(2026, 2, 28)):
        assert clock.now() == datetime(2026, 2, 28, 12, tzinfo=UTC)
        with clock.at(datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))):
            assert clock.today() == date(2026, 2, 28)
        assert clock.today() == date(2026, 2, 28)
    assert clock.today() == datetime.now(UTC).date()


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass
