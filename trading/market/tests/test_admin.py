"""The pages of market data: who opens them, and what is done there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tests.people import a_client, member, staff
from trading.market.models import Bar
from trading.market.services.store_quotes import store_quotes
from trading.market.tests.scenes import FRIDAY, an_instrument, quote

PAGES = ["admin:market_instrument_changelist", "admin:market_symbolmapping_changelist"]
CSV = b"time,open,high,low,close\n2026-11-20 14:30,1,2,0.5,1.5\n"


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_traders_and_for_no_stranger(client, db, page):
    client.force_login(staff("trader"))
    assert "empty" in client.get(reverse(page)).text
    an_instrument()
    assert "EURUSD.r" in client.get(reverse(page)).text
    client.force_login(member(a_client()))
    assert client.get(reverse(page)).status_code in {302, 403}


def test_a_list_asks_no_more_for_more_instruments(client, db, django_assert_max_num_queries):
    client.force_login(staff("trader"))
    for number in range(12):
        key = an_instrument(f"EURUSD.{number}").pk
        store_quotes([(key, quote(FRIDAY, "1", "1.1"))])
    with django_assert_max_num_queries(12):
        assert client.get(reverse(PAGES[0])).status_code == 200


def test_a_symbol_is_approved_under_another_name_and_refused(client, db):
    mapping = an_instrument().mapping
    client.force_login(staff("trader"))
    page = reverse("admin:market_symbolmapping_approve", args=[mapping.pk])
    assert 'value="EURUSD"' in client.get(page).text
    client.post(page, {"symbol": "EUR/USD"})
    mapping.refresh_from_db()
    assert (mapping.symbol, mapping.state) == ("EUR/USD", "approved")
    client.post(reverse("admin:market_symbolmapping_refuse", args=[mapping.pk]))
    mapping.refresh_from_db()
    assert mapping.state == "refused"


def test_who_only_looks_decides_nothing(client, db):
    mapping = an_instrument().mapping
    client.force_login(staff("analyst"))
    assert client.post(reverse("admin:market_symbolmapping_refuse", args=[mapping.pk])).status_code == 403


def test_a_calendar_that_is_none_is_told_on_the_form(client, db):
    page = reverse("admin:market_instrument_calendar", args=[an_instrument().pk])
    client.force_login(staff("trader"))
    assert "There is no calendar MARS" in client.post(page, {"calendar": "mars"}).text
    assert client.post(page, {"calendar": "xnys"}).status_code == 302


def test_a_file_of_prices_is_taken_in_or_refused_with_its_line(client, db):
    page = reverse("admin:market_instrument_bars", args=[an_instrument().pk])
    client.force_login(staff("trader"))
    assert "multipart/form-data" in client.get(page).text
    wrong = SimpleUploadedFile("eurusd.csv", CSV + b"2026-11-20 14:31,1,1,1,x\n")
    assert "Line 3" in client.post(page, {"span": "1m", "file": wrong}).text
    assert not Bar.objects.exists()
    assert client.post(page, {"span": "1m", "file": SimpleUploadedFile("eurusd.csv", CSV)}).status_code == 302
    assert Bar.objects.filter(span="1d").count() == 1
