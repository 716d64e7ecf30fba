"""Several currencies in one: at each day's rate, or not at all."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.rates.services.import_rates import import_rates
from accounts.rates.tests.files import history
from accounts.tests.people import staff
from fidus.lib import clock
from fidus.lib.money import Money
from funds.performance.domain.xirr import Flow
from funds.performance.selectors.measures import measure
from funds.performance.selectors.one_currency import Converted, NotConverted, converted
from funds.performance.selectors.subjects import FIRM, subject_of
from funds.performance.tests.scenes import an_account, cash, earn

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 6)


@pytest.fixture
def accounts(db):
    """1,000.00 USD and 1,000.00 EUR; a euro is 1.10 USD on the first day and 1.20 from the fourth on."""
    dollars, euros = an_account(), an_account(7002, "EUR")
    cash(dollars, FIRST, "1000")
    cash(euros, FIRST, "1000")
    with clock.at(LAST):
        import_rates(
            content=history({date(2026, 3, 5): {"USD": "1.20"}, FIRST: {"USD": "1.10"}}), name="r.csv", by=None
        )
        yield dollars, euros


def firm(to="USD", start=None) -> Converted:
    found = converted(subject_of(FIRM), to=to, start=start, end=LAST)
    assert isinstance(found, Converted)
    return found


def test_what_a_rate_did_is_part_of_the_result_and_the_deposit_is_not(accounts):
    series = firm().series
    assert (series.paid_in, series.closing, series.gain) == (usd("2100.00"), usd("2200.00"), usd("100.00"))
    assert measure(series).time_weighted.value == pytest.approx(Decimal(100) / 2100)


def test_a_profit_is_counted_at_the_rate_of_its_evening(accounts):
    earn(accounts[1], date(2026, 3, 3), "100")
    # 1,000 + 1,100 euros at 1.20.
    assert firm().series.closing == usd("2320.00")
    euros, dollars = firm().parts
    assert (euros.gain, euros.closing) == (usd("220.00"), usd("1320.00"))
    assert (dollars.gain, dollars.closing) == (usd("0.00"), usd("1000.00"))
    assert euros.flows == [Flow(FIRST, Decimal("-1100.00"))]


def test_the_parts_sum_to_the_whole(accounts):
    earn(accounts[1], date(2026, 3, 3), "55.55")
    found = firm(start=date(2026, 3, 4))
    for name in ("opening", "closing", "paid_in", "gain"):
        assert sum((getattr(part, name) for part in found.parts), usd(0)) == getattr(found.series, name), name


def test_a_missing_rate_is_named(accounts):
    found = converted(subject_of(FIRM), to="GBP", start=None, end=LAST)
    assert isinstance(found, NotConverted)
    assert "GBP" in found.reason


def test_nothing_is_nothing(db):
    assert converted(subject_of(FIRM), to="USD", start=None, end=LAST) is None


def test_the_page_offers_all_currencies_together(accounts):
    browser = Browser()
    browser.force_login(staff())
    text = browser.get(reverse("admin:performance_show"), {"of": "firm", "currency": "all"}).content.decode()
    for words in ("All, in USD", "2,200.00", "at the rate of its day"):
        assert words in text


def usd(amount) -> Money:
    return Money.of(amount, "USD")
