"""Sums over currencies: never added silently, always with the rate and its day, or in words why there is none."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.rates.api import reported_total, reported_totals
from accounts.rates.services.import_rates import import_rates
from accounts.rates.tests.files import history
from fidus.lib import clock
from fidus.lib.money import Money

pytestmark = pytest.mark.django_db
FRIDAY, SUNDAY = date(2026, 10, 30), date(2026, 11, 1)
USD, EUR, AED = Money.of("100.00", "USD"), Money.of("100.00", "EUR"), Money.of("100.00", "AED")


@pytest.fixture(autouse=True)
def held(db):
    with clock.at(SUNDAY):
        import_rates(content=history({FRIDAY: {"USD": "1.1172"}}), name="rates.csv", by=None)


def test_two_currencies_are_added_at_the_days_rate():
    told = reported_total([USD, EUR, EUR], to="USD", as_of=SUNDAY)
    # 100.00 + 2 x 100.00 x 1.1172 = 323.44
    assert told.total == Money.of("323.44", "USD")
    assert [(part.money, part.converted) for part in told.parts] == [
        (USD, USD), (Money.of("200.00", "EUR"), Money.of("223.44", "USD")),
    ]  # fmt: skip
    assert (told.parts[1].rate.value, told.parts[1].rate.on) == (Decimal("1.1172"), FRIDAY)
    assert told.is_converted


def test_without_a_rate_there_is_no_total_and_it_says_why():
    told = reported_total([USD, AED], to="USD", as_of=SUNDAY)
    assert told.total is None
    assert told.problems == ["There is no rate of AED up to 1 Nov 2026."]


def test_nothing_foreign_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        told = reported_total([USD, USD], to="USD", as_of=SUNDAY)
    assert told.total == Money.of("200.00", "USD")
    assert not told.is_converted


def test_several_sums_ask_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        one, two = reported_totals([[USD, EUR], [EUR]], to="USD", as_of=SUNDAY)
    assert (one.total, two.total) == (Money.of("211.72", "USD"), Money.of("111.72", "USD"))
