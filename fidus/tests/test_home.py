"""Home and search of the back office, for each who may ask for them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import localize

from accounts.models import User
from crm.services.add_prospect import add_prospect
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.redemptions.tests.scenes import a_request
from funds.tests.scenes import a_product, an_investment


@pytest.fixture
def boss(db) -> User:
    return User.objects.create_superuser(
        "boss@fidus.example", "a long password", first_name="Rosa", last_name="Approver"
    )


@pytest.fixture
def newcomer(db) -> User:
    return User.objects.create_user("new@fidus.example", "a long password", is_staff=True)


def page(client, user: User, name: str = "admin:index", **query: str) -> str:
    client.force_login(user)
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_home_says_what_waits_for_its_reader_in_words(client, boss):
    assert "Nothing waits for you." in page(client, boss)
    for name in ("Ivo Prospect", "Jun Lead"):
        add_prospect(name=name, owner=boss, by=boss, follow_up_on=clock.today() - timedelta(days=1))
    assert "2 follow-ups wait for you." in page(client, boss)


def test_a_firm_without_money_is_told_what_comes_first(client, boss):
    assert "No client&#x27;s money is invested yet" in page(client, boss).replace("'", "&#x27;")


def test_a_colleague_without_a_role_sees_no_figure_and_no_name(client, boss, newcomer):
    add_prospect(name="Ivo Prospect", owner=boss, by=boss, follow_up_on=clock.today())
    shown = page(client, newcomer)
    assert "Nothing is open to you yet" in shown
    assert "Ivo Prospect" not in shown
    assert "Pipeline" not in shown
    assert "Ivo Prospect" not in page(client, newcomer, "admin:search", q="Ivo")


def test_a_client_is_refused_and_a_visitor_led_to_the_login(client, db):
    assert client.get(reverse("admin:index")).status_code == 302
    client.force_login(User.objects.create_user("ada@example.com", "a long password"))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_search_finds_what_its_reader_may_see(client, boss):
    prospect = add_prospect(name="Ivo Prospect", owner=boss, by=boss)
    assert reverse("admin:crm_prospect_change", args=[prospect.pk]) in page(client, boss, "admin:search", q="ivo")
    assert "Nothing carries" in page(client, boss, "admin:search", q="nobody of this name")


def test_search_finds_a_redemption_by_its_number(client, boss):
    a_product(calendar=Calendar.WEEKDAYS, incubation_months=0)
    investment = an_investment(funded_on=date(2026, 5, 31))
    with clock.at(date(2026, 6, 1)):
        redemption = a_request(investment)
    shown = page(client, boss, "admin:search", q=redemption.number)
    assert reverse("admin:redemptions_redemption_change", args=[redemption.pk]) in shown


def test_what_the_first_page_offers_to_begin_really_opens(client, boss):
    client.force_login(boss)
    ways = client.get(reverse("admin:index")).context["ways"]
    assert [way["label"] for way in ways] == ["Report", "Client", "Investment"]
    assert [client.get(way["url"]).status_code for way in ways] == [200, 200, 200]


def test_a_search_for_what_no_text_can_hold_finds_nothing(client, boss):
    assert "Nothing carries" in page(client, boss, "admin:search", q="no\0body")


def test_home_asks_the_database_the_same_few_questions_however_much_waits(client, boss):
    client.force_login(boss)
    asked = []
    for many in (1, 12):
        for number in range(many):
            add_prospect(name=f"Prospect {number}", owner=boss, by=boss, follow_up_on=clock.today())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:index"))
        asked.append(len(queries))
    # Session and reader; one or two a card and a kind of approval; the currencies in use.
    assert asked[0] == asked[1] < 50


def test_an_error_page_gives_a_reference_that_the_log_knows(client, boss, monkeypatch, caplog):
    client.raise_request_exception = False
    monkeypatch.setattr("fidus.backoffice.today_of", lambda reader: 1 / 0)
    client.force_login(boss)
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 500
    assert answer["X-Reference"] in answer.content.decode()
    assert answer["X-Reference"] in caplog.text
    assert "as a whole or not at all" in answer.content.decode()


def test_dates_that_django_writes_look_like_ours():
    assert localize(datetime(2026, 6, 4, 12, 0, tzinfo=UTC)) == "4 Jun 2026, 12:00"
    assert localize(date(2026, 6, 4)) == "4 Jun 2026"
