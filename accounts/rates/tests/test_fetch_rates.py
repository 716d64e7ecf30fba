"""The daily source: over a real socket, answering well, slowly, wrongly, or in part."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.rates.api import rate
from accounts.rates.domain.publication import newest_published
from accounts.rates.feed import feed_state
from accounts.rates.models import Contradiction, EuroRate, FeedAttempt
from accounts.rates.services.fetch_rates import fetch_rates
from accounts.rates.services.import_rates import import_rates
from accounts.rates.tasks import fetch_rates_when_due
from accounts.rates.tests.files import history, xml
from accounts.rates.tests.scripted_source import source
from accounts.trail.api import events_about
from fidus.lib import clock

pytestmark = pytest.mark.django_db
WEDNESDAY, THURSDAY, FRIDAY = date(2026, 10, 28), date(2026, 10, 29), date(2026, 10, 30)
FULL = {"USD": "1.1172", "GBP": "0.8338", "JPY": "175.68", "CHF": "0.9194"}
OLD = {"USD": "1.1", "GBP": "0.83", "JPY": "175", "CHF": "0.92"}
EVENING = datetime(2026, 10, 30, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def held(db):
    with clock.at(EVENING):
        import_rates(content=history({WEDNESDAY: OLD}), name="history.csv", by=None)
        yield


def ask(settings, url, **limits):
    settings.RATES_FEED_URL = url
    return fetch_rates(by=None, **limits)


def test_missed_days_come_with_todays(settings):
    with source(xml({FRIDAY: FULL, THURSDAY: OLD, WEDNESDAY: OLD})) as url:
        attempt = ask(settings, url)
    assert (attempt.outcome, attempt.words) == ("taken", "8 new rates up to 30 Oct 2026.")
    assert rate("EUR", "USD", as_of=FRIDAY).value == Decimal("1.1172")
    assert feed_state().words == "The rates of 30 Oct 2026 are held: nothing newer is out."


def test_the_same_answer_again_is_nothing_new(settings):
    with source(xml({WEDNESDAY: OLD})) as url:
        assert ask(settings, url).outcome == "nothing_new"
    assert feed_state().is_due


@pytest.mark.parametrize(
    ("answer", "limits", "says"),
    [
        ({"content": b"", "status": 500}, {}, "answered 500"),
        ({"content": b"<html>Down for maintenance</html>"}, {}, "no day"),
        ({"content": b"\x00\xff garbage"}, {}, "no text"),
        ({"content": xml({FRIDAY: FULL}), "cut": True}, {}, "could not be reached|not whole XML"),
        ({"content": xml({FRIDAY: FULL}), "silent": True}, {"silence": 0.3}, "did not answer in time"),
        (
            {"content": xml({FRIDAY: FULL}) + b" " * 5000, "drip": 0.01},
            {"whole": 0.3, "silence": 30},
            "was not complete",
        ),
        ({"content": xml({date(2026, 10, 31): FULL})}, {}, "days to come"),
        ({"content": xml({FRIDAY: {"USD": "1.1"}, WEDNESDAY: OLD})}, {}, "30 Oct 2026 lacks CHF, GBP, JPY"),
        ({"content": xml({FRIDAY: {**FULL, "USD": "0"}})}, {}, "is no rate"),
    ],
    ids=["500", "another page", "garbage", "cut off", "slow", "dripping", "future", "partial day", "zero"],
)
def test_a_bad_answer_is_told_and_takes_nothing(settings, answer, limits, says):
    with source(**answer) as url:
        attempt = ask(settings, url, **limits)
    assert attempt.outcome == "failed"
    assert re.search(says, attempt.words)
    assert EuroRate.objects.exclude(on=WEDNESDAY).count() == 0
    assert [event.kind for event in events_about(subject="rates:feed")] == ["RateFeedFailed"]
    assert attempt.words in feed_state().words


def test_an_answer_that_points_elsewhere_is_not_followed(settings):
    with source(xml({FRIDAY: FULL})) as elsewhere, source(status=302, sent_on_to=elsewhere) as url:
        attempt = ask(settings, url)
    assert (attempt.outcome, attempt.words) == ("failed", "The source answered 302 instead of rates.")


def test_nobody_there_is_told(settings):
    with source() as url:
        pass
    assert "could not be reached" in ask(settings, url).words


def test_one_retired_currency_does_not_stop_the_feed(settings):
    left = {currency: value for currency, value in FULL.items() if currency != "CHF"}
    with source(xml({FRIDAY: left})) as url:
        assert ask(settings, url).outcome == "taken"


def test_a_rate_that_differs_is_reported_and_not_taken(settings):
    with source(xml({FRIDAY: FULL, WEDNESDAY: {**OLD, "USD": "1.2"}})) as url:
        attempt = ask(settings, url)
    assert "1 differ" in attempt.words
    assert rate("EUR", "USD", as_of=WEDNESDAY).value == Decimal("1.1")
    waiting = Contradiction.objects.get()
    assert (waiting.currency, waiting.on, waiting.held, waiting.given) == (
        "USD",
        WEDNESDAY,
        Decimal("1.1"),
        Decimal("1.2"),
    )


def test_the_task_asks_only_while_a_day_is_missing(settings):
    with source(xml({FRIDAY: FULL})) as url:
        settings.RATES_FEED_URL = url
        fetch_rates_when_due()
        fetch_rates_when_due()
    assert FeedAttempt.objects.count() == 1


def test_without_a_source_nobody_is_asked(settings):
    settings.RATES_FEED_URL = ""
    fetch_rates_when_due()
    assert FeedAttempt.objects.count() == 0
    assert "import the file" in feed_state().words


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        # 30 Oct 2026 is a Friday; Frankfurt is an hour ahead of UTC in winter, two in summer.
        (datetime(2026, 10, 30, 15, 0, tzinfo=UTC), THURSDAY),
        (datetime(2026, 10, 30, 15, 31, tzinfo=UTC), FRIDAY),
        (datetime(2026, 11, 1, 12, 0, tzinfo=UTC), FRIDAY),
        (datetime(2026, 7, 15, 14, 31, tzinfo=UTC), date(2026, 7, 15)),
        (datetime(2026, 12, 26, 20, 0, tzinfo=UTC), date(2026, 12, 24)),
        (datetime(2026, 4, 6, 20, 0, tzinfo=UTC), date(2026, 4, 2)),
    ],
)
def test_what_should_be_out_knows_weekends_and_target_holidays(now, newest):
    assert newest_published(now) == newest
