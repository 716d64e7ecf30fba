"""A client whose reporting currency is another than that of the investments sees both, with the rate and its day."""

from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Client
from accounts.rates.services.import_rates import import_rates
from accounts.rates.tests.files import history
from accounts.tests.people import member
from fidus.lib import clock
from funds.tests.scenes import a_client, a_product, an_investment

TODAY = date(2026, 11, 1)


@pytest.fixture
def shown(db):
    def show(reporting: str) -> str:
        client = a_client()
        Client.objects.filter(pk=client.pk).update(reporting_currency=reporting)
        an_investment(client=client, product=a_product(), funded_on=date(2026, 10, 30))
        browser = Browser()
        browser.force_login(member(client, email="ada@example.test"))
        with clock.at(TODAY):
            import_rates(content=history({date(2026, 10, 30): {"USD": "1.25"}}), name="rates.csv", by=None)
            return browser.get(reverse("portal:overview")).content.decode()

    return show


def test_the_total_stands_in_the_clients_currency_with_its_rate(shown):
    page = shown("EUR")
    assert "Everything in EUR" in page
    # 100,000.00 USD / 1.25
    assert "80,000.00" in page
    assert "at 0.8 = " in page
    assert "30 Oct 2026" in page


def test_a_missing_rate_is_said_in_words(shown):
    page = shown("AED")
    assert "There is no total in AED today." in page
    assert "There is no rate of AED up to 1 Nov 2026." in page


def test_in_the_same_currency_nothing_is_converted(shown):
    assert "Everything in" not in shown("USD")
