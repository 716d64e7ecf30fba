"""The performance page of the portal: by its owner, a colleague, and strangers."""

import csv
import io
from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.tests.people import WALL, member, staff
from fidus.lib import clock
from funds.tests.scenes import a_client, a_product, accrue_until, an_investment

OPENED, TODAY = date(2026, 1, 1), date(2026, 1, 31)


@pytest.fixture
def ada(db):
    """100,000.00 since 1 January and 1,000.00 since the 16th, both at 2.5 % a month."""
    a_product(incubation_months=0)
    client = a_client()
    first = an_investment(client=client, funded_on=OPENED)
    second = an_investment("1000.00", client=client, funded_on=date(2026, 1, 16))
    accrue_until(TODAY)
    with clock.at(TODAY):
        yield client, first, second


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def page(browser, **query):
    return browser.get(reverse("portal:performance"), query)


def test_everything_and_each_investment_alone(ada):
    client, first, second = ada
    browser = seen_by(member(client))
    text = page(browser).content.decode()
    # 2,500.00 and fifteen of thirty days of 25.00.
    for words in ("+2,512.50", "103,512.50", first.number, second.number, "Time-weighted"):
        assert words in text
    alone = page(browser, of=second.number).content.decode()
    assert "+12.50" in alone
    assert "1.25\N{NO-BREAK SPACE}%" in alone
    assert "102,500.00" not in alone


def test_what_is_exported_is_what_is_shown(ada):
    browser = seen_by(member(ada[0]))
    rows = list(csv.DictReader(io.StringIO(page(browser, format="csv").content.decode("utf-8-sig"))))
    gains = {row["Of"]: row["Figure"] for row in rows if row["Part"] == "Gain"}
    assert gains == {"All investments": "2512.50", ada[1].number: "2500.00", ada[2].number: "12.50"}
    assert page(browser, format="xlsx").content.startswith(b"PK")


def test_a_colleague_sees_the_same_and_a_stranger_nothing(ada):
    assert "+2,512.50" in page(seen_by(member(ada[0], email="colleague@example.test"))).content.decode()
    stranger = seen_by(member(a_client("Bruno Sample"), email="stranger@example.test"))
    for query in ({}, {"of": ada[1].number}, {"of": f"client:{ada[0].number}"}, {"format": "csv", "of": ada[1].number}):
        text = page(stranger, **query).content.decode()
        assert "2,500.00" not in text
        assert "When your first payment has arrived" in text


def test_another_clients_investment_cannot_be_asked_for(ada):
    other = an_investment(client=a_client("Bruno Sample"), funded_on=OPENED)
    text = page(seen_by(member(ada[0])), of=other.number).content.decode()
    assert "Select a valid choice" in text
    assert "+2,512.50" not in text


def test_wrong_days_are_refused_at_the_field_and_days_without_money_say_so(ada):
    browser = seen_by(member(ada[0]))
    assert "does not lie after" in page(browser, start="2026-01-12", end="2026-01-11").content.decode()
    assert "No money was there" in page(browser, end="2025-06-01").content.decode()


def test_visitors_staff_and_those_who_act_for_nobody_stay_outside(ada):
    assert page(Browser()).status_code == 302
    assert page(seen_by(staff())).status_code == 403
    assert page(seen_by(member(email="nobody@example.test"))).status_code == 404


def test_more_investments_ask_the_database_no_more_often(ada, django_assert_num_queries):
    browser = seen_by(member(ada[0]))
    page(browser)
    for _ in range(4):
        an_investment("500.00", client=ada[0], funded_on=date(2026, 1, 16))
    with django_assert_num_queries(9 + WALL):
        page(browser)
    assert (
        browser.get(reverse("portal:performance"), HTTP_HX_REQUEST="true")
        .content.decode()
        .lstrip()
        .startswith('<div class="stack-y" id="performance">')
    )
