"""The calendar of the portal: by its owner, a colleague, strangers and calendars."""

from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.tests.people import WALL, member, staff
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.tests.scenes import a_client, a_product, an_investment

TODAY = date(2026, 11, 21)
URL = "portal:calendar"


@pytest.fixture
def ada(db):
    """100,000.00 at 2.5 % a month, from 20 October; windows at quarter ends, notice of ten days of TARGET."""
    client = a_client()
    product = a_product(incubation_months=0, notice_business_days=10, calendar=Calendar.TARGET)
    with clock.at(TODAY):
        yield client, an_investment(client=client, product=product, funded_on=date(2026, 10, 20))


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def page(browser, **query):
    return browser.get(reverse(URL), query)


def test_interest_windows_and_notices_stand_in_their_months(ada):
    text = page(seen_by(member(ada[0]))).content.decode()
    for words in ("December 2026", "Interest credited", "+2,500.00", "Redemption window", "Last day to ask"):
        assert words in text
    # Ten business days before Thursday, 31 December 2026, Friday the 25th not being one: Wednesday, 16 December.
    assert "ask by 16 Dec 2026" in text
    assert "for the window of 31 Dec 2026" in text


def test_the_same_days_come_as_a_calendar_file(ada):
    answer = page(seen_by(member(ada[0])), format="ics")
    assert answer["Content-Type"].startswith("text/calendar")
    file = answer.content.decode().replace("\r\n ", "")
    assert f"UID:notice-{ada[1].number}-20261231@testserver" in file
    assert "DTSTART;VALUE=DATE:20261216" in file
    assert "TRIGGER:-P5D" in file
    shown = page(seen_by(member(ada[0], email="again@example.test"))).content.decode()
    assert file.count("BEGIN:VEVENT") == shown.count("<h3>")


def test_one_investment_can_be_looked_at_alone_and_nobody_elses(ada):
    browser = seen_by(member(ada[0]))
    other = an_investment(client=ada[0], funded_on=date(2026, 10, 21))
    alone = page(browser, investment=other.number).content.decode()
    assert f"BALANCE, {ada[1].number}<" not in alone.split('id="months"')[1]
    strange = an_investment(client=a_client("Bruno Sample"), funded_on=date(2026, 10, 21))
    refused = page(browser, investment=strange.number).content.decode()
    assert "Select a valid choice" in refused
    assert strange.number not in page(browser).content.decode()


def test_a_refresh_gets_the_months_alone(ada):
    answer = seen_by(member(ada[0])).get(reverse(URL), HTTP_HX_REQUEST="true").content.decode()
    assert answer.lstrip().startswith('<div class="stack-y" id="months">')


def test_who_has_nothing_is_told_what_will_stand_here(db):
    assert "Nothing to come yet" in page(seen_by(member(a_client()))).content.decode()


def test_visitors_staff_and_those_who_act_for_nobody_stay_outside(ada):
    assert page(Browser()).status_code == 302
    assert page(seen_by(staff())).status_code == 403
    assert page(seen_by(member(email="nobody@example.test"))).status_code == 404


def test_a_longer_list_asks_the_database_no_more_often(ada, django_assert_num_queries):
    browser = seen_by(member(ada[0]))
    page(browser)
    for day in range(1, 6):
        an_investment("500.00", client=ada[0], funded_on=date(2026, 10, day))
    with django_assert_num_queries(5 + WALL):
        page(browser)
