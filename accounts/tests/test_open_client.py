from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import Client
from accounts.services.open_client import open_client
from accounts.trail.api import events_about
from fidus.lib.money import MoneyError


def test_clients_get_the_numbers_from_100401_on(db):
    first = open_client(kind="person", name="Ada Example", by=None)
    second = open_client(kind="company", name="Muster Holding GmbH", country="de", reporting_currency="EUR", by=None)
    assert int(first.number) >= 100401
    assert int(second.number) == int(first.number) + 1
    assert second.country == "DE"
    (event,) = events_about(subject=f"client:{second.number}")
    assert (event.kind, event.client, event.data["name"]) == ("ClientOpened", second.pk, "Muster Holding GmbH")


def test_a_client_reports_in_a_currency_the_firm_keeps_books_in(db):
    with pytest.raises(MoneyError):
        open_client(kind="person", name="Ada Example", reporting_currency="XXX", by=None)


def test_64_clients_opened_at_once_get_64_numbers(committed_db):
    def open_one(place: int) -> str:
        try:
            return open_client(kind="person", name=f"Example {place}", by=None).number
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(open_one, range(64)))
    assert len(set(numbers)) == Client.objects.count() == 64
