"""Rates as of a day, from what was imported."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.rates.api import MissingRate, RatesError, StaleRate, convert, converter, rate
from accounts.rates.models import EuroRate
from accounts.rates.services.import_rates import import_rates
from accounts.rates.tests.files import history
from fidus.lib import clock
from fidus.lib.money import Money

pytestmark = pytest.mark.django_db
THURSDAY, FRIDAY, SUNDAY = date(2026, 10, 29), date(2026, 10, 30), date(2026, 11, 1)


@pytest.fixture(autouse=True)
def published(db):
    with clock.at(date(2026, 11, 2)):
        days = {FRIDAY: {"USD": "1.1172", "GBP": "0.8338"}, THURSDAY: {"USD": "1.113", "GBP": "0.83578", "HRK": "7.5"}}
        import_rates(content=history(days), name="rates.csv", by=None)


def test_on_a_sunday_fridays_rate_holds_and_says_so():
    found = rate("EUR", "USD", as_of=SUNDAY)
    assert (found.value, found.on, found.source, found.age_days) == (Decimal("1.1172"), FRIDAY, "ECB", 2)


def test_as_of_a_day_past_the_rates_of_that_day_hold():
    assert rate("EUR", "USD", as_of=THURSDAY).value == Decimal("1.113")


def test_money_is_converted_exactly_and_rounded_once():
    # 1,000.00 GBP x 1.1172 / 0.8338 = 1,339.889661... USD
    assert convert(Money.of("1000.00", "GBP"), "USD", as_of=SUNDAY) == Money.of("1339.89", "USD")
    # 1,000.00 GBP / 0.8338 = 1,199.328376... EUR
    assert convert(Money.of("1000.00", "GBP"), "EUR", as_of=SUNDAY) == Money.of("1199.33", "EUR")


def test_before_the_first_rate_there_is_none():
    with pytest.raises(MissingRate, match="no rate of USD up to 28 Oct 2026"):
        rate("EUR", "USD", as_of=date(2026, 10, 28))


def test_a_currency_nobody_publishes_is_missing():
    with pytest.raises(MissingRate, match="AED"):
        convert(Money.of("1.00", "AED"), "USD", as_of=SUNDAY)


def test_a_rate_that_is_too_old_is_refused():
    last = FRIDAY.replace(month=11, day=6)
    assert rate("EUR", "USD", as_of=last).age_days == settings.RATE_MAX_AGE_DAYS
    with pytest.raises(StaleRate, match="too old"):
        rate("EUR", "USD", as_of=date(2026, 11, 7))


def test_many_conversions_ask_once():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        many = converter("USD", dates=[THURSDAY, FRIDAY, SUNDAY], currencies=["GBP", "EUR", "HRK"])
        parts = [Money.of("1.00", "EUR"), Money.of("2.00", "USD")]
        assert many.total(parts, as_of=THURSDAY) == Money.of("3.11", "USD")
        assert many.total(parts, as_of=SUNDAY) == Money.of("3.12", "USD")
        assert many.rate("GBP", as_of=FRIDAY).age_days == 0
    assert len(queries) == 1


def test_a_converter_answers_only_for_what_it_was_made_for():
    many = converter("USD", as_of=SUNDAY, currencies=["GBP"])
    with pytest.raises(RatesError, match="not made for CHF"):
        many.rate("CHF")
    with pytest.raises(RatesError, match="not made for 2026-10-30"):
        many.rate("GBP", as_of=FRIDAY)


@pytest.mark.shared
def test_the_real_history_is_taken_in_and_the_single_day_agrees(shared_data):
    content = (shared_data / "fx" / "eurofxref-hist.csv.gz").read_bytes()
    with clock.at(date(2026, 11, 2)):
        first = import_rates(content=content, name="eurofxref-hist.csv.gz", by=None)
        assert (first.days, first.first_on, first.last_on) == (7126, date(1999, 1, 4), FRIDAY)
        # HRK of 2026 is this test's own invention; all else of the two days agrees with what is real.
        assert first.contradicting == 0
        again = import_rates(content=content, name="eurofxref-hist.csv.gz", by=None)
        assert (again.rates_added, again.contradicting) == (0, 0)
        day = (shared_data / "fx" / "eurofxref-single-day.csv").read_bytes()
        one = import_rates(content=day, name="eurofxref.csv", by=None)
    assert (one.days, one.rates_added, one.contradicting, one.rates_in_file) == (1, 0, 0, 29)
    # The euro's first day; the old lira's last days and the new one's first.
    assert rate("EUR", "USD", as_of=date(1999, 1, 4)).value == Decimal("1.1789")
    assert rate("EUR", "TRL", as_of=date(2005, 1, 2)).value > 1_000_000
    assert rate("EUR", "TRY", as_of=date(2005, 1, 3)).value < 2
    with pytest.raises(StaleRate):
        rate("EUR", "RUB", as_of=date(2022, 6, 1))

    # No holidays ever made a rate too old.
    days = sorted(EuroRate.objects.filter(currency="USD").values_list("on", flat=True))
    assert max((later - day).days - 1 for day, later in pairwise(days)) <= settings.RATE_MAX_AGE_DAYS
