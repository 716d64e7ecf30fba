"""The portal's pages of funds, seen by their owner, by a colleague of another client, and by strangers."""

import csv
import io
import re
from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.ledger.api import Draft, Leg, post_entry
from accounts.tests.people import WALL, member, staff
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.models import InterestMode
from funds.services.accrue_interest import accrue_interest
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.fund_investment import fund_investment
from funds.services.make_interest_due import make_interest_due
from funds.services.open_investment import open_investment
from funds.services.pay_interest import pay_interest
from funds.tests.scenes import a_client, a_product, a_user, accrue_until, an_investment, usd
from funds.views.portal.growth import GrowthRow, growth_chart
from funds.wallets.tests.scenes import pays_interest_to

TODAY = date(2026, 11, 21)
PAGES = ("overview", "investments", "activity")


@pytest.fixture
def ada(db):
    """100,000.00 at 2.5 % a month since 20 October: on 21 November a month and one day of thirty, 2,583.33."""
    client = a_client()
    funded_on = date(2026, 10, 20)
    investment = an_investment(client=client, product=a_product(incubation_months=0), funded_on=funded_on)
    accrue_until(TODAY)
    with clock.at(TODAY):
        yield client, investment


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def owner(ada):
    return seen_by(member(ada[0], first_name="Ada", email="ada@example.test"))


def page(browser: Browser, name: str, *arguments: object, **query: str):
    return browser.get(reverse(f"portal:{name}", args=arguments), query)


def test_the_published_case_reads_to_the_cent_as_it_was_published(db):
    client = a_client()
    product = a_product(day_count=DayCount.ACT_30_44, throughout=True)
    investment = an_investment("1263485.40", client=client, product=product, funded_on=date(2026, 6, 15))
    accrue_until(TODAY)
    browser = seen_by(member(client, first_name="Ada"))
    with clock.at(TODAY):
        overview = page(browser, "overview").content.decode()
        months = page(browser, "investment", investment.number).content.decode()
    assert "Welcome back, Ada" in overview
    for figure in ("1,365,178.54", "+101,693.14", "1,263,485.40"):
        assert figure in overview
    # The next interest month, 15 Nov to 15 Dec, has 30 days: 1,263,485.40 x 2.5 % x 30 / 30.44.
    assert "+31,130.55" in overview
    for words in (
        "98 days since incubation",
        "32,168.24",
        "6,226.11",
        "2.5\N{NO-BREAK SPACE}%",
        "ACT/30.44 throughout",
    ):
        assert words in months


def test_the_investment_page_shows_its_path(owner, ada):
    text = page(owner, "investment", ada[1].number).content.decode()
    for word in ("Funded", "Incubating", "Active", "Redemption window", "102,583.33"):
        assert word in text


@pytest.mark.parametrize("name", PAGES)
def test_visitors_are_sent_to_the_login(db, name):
    answer = page(Browser(), name)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", PAGES)
def test_somebody_who_acts_for_nobody_finds_nothing(db, name):
    assert page(seen_by(member(email="nobody@example.test")), name).status_code == 404


def test_a_stranger_finds_no_investment_of_another_client(ada):
    stranger = seen_by(member(a_client("Bruno Sample")))
    assert page(stranger, "investment", ada[1].number).status_code == 404
    for name in PAGES:
        assert ada[1].number not in page(stranger, name).content.decode()
    assert ada[1].number not in page(stranger, "activity", export="csv").content.decode()


def test_a_second_person_of_the_same_client_sees_the_same(ada):
    colleague = seen_by(member(ada[0], email="colleague@example.test"))
    assert "102,583.33" in page(colleague, "overview").content.decode()


def test_staff_are_shown_the_way_to_the_back_office(ada):
    assert page(seen_by(staff()), "overview").status_code == 403


def test_a_new_client_is_told_what_to_do_next(db):
    answer = page(seen_by(member(a_client(cleared=False))), "overview")
    text = answer.content.decode()
    assert "Nothing invested yet" in text
    assert reverse("portal:documents") in text


def test_who_has_opened_an_investment_is_told_that_the_money_is_awaited(db):
    client = a_client()
    with clock.at(TODAY):
        open_investment(
            client=client, product=a_product(), principal=usd("120000"), interest_mode=InterestMode.KEEP, by=a_user()
        )
        text = page(seen_by(member(client)), "overview").content.decode()
    assert "We wait for your payment" in text
    assert "1 investment below is open." in text
    assert "See which documents we need" not in text


def test_activity_sums_to_the_value_and_exports_exactly_what_is_shown(owner):
    text = page(owner, "activity").content.decode()
    assert "3 movements" in text
    assert "+102,583.33" in text
    rows = list(csv.DictReader(io.StringIO(page(owner, "activity", export="csv").content.decode("utf-8-sig"))))
    assert [row["Amount"] for row in rows] == ["83.33", "2500.00", "100000.00"]
    assert page(owner, "activity", export="xlsx").content.startswith(b"PK")


def test_activity_is_filtered_by_kind_and_days_and_says_so_when_days_are_reversed(owner):
    one = page(owner, "activity", kind="subscription").content.decode()
    assert "1 movement<" in one
    assert "Sum of all" not in one
    # Nights 22 to 31 October: eleven thirtieths of 2,500.00 are 916.67, one is 83.33.
    assert "+833.34" in page(owner, "activity", start="2026-10-22", end="2026-10-31").content.decode()
    reversed_days = page(owner, "activity", start="2026-10-31", end="2026-10-01").content.decode()
    assert "The last day lies before the first." in reversed_days
    assert "Nothing matches these filters" in page(owner, "activity", kind="interest_payment").content.decode()


def test_a_filter_by_somebody_elses_investment_is_refused(owner):
    other = an_investment(client=a_client("Bruno Sample"))
    text = page(owner, "activity", investment=other.number).content.decode()
    assert "Select a valid choice" in text
    assert "No movements here" in text


def test_the_refresh_of_activity_is_the_part_that_the_page_includes(owner):
    whole = page(owner, "activity").content.decode()
    answer = owner.get(reverse("portal:activity"), headers={"HX-Request": "true"})
    part, exports = answer.content.decode().split('<div class="row" id="exports"')
    assert part.lstrip().startswith('<div class="stack-y" id="found">')
    assert part.strip() in whole
    # The exports stand beside the heading, outside of the part, and must follow the filter too.
    assert exports.startswith(' hx-swap-oob="true">')
    assert exports.removeprefix(' hx-swap-oob="true"').strip() in whole


def test_a_part_is_never_kept_for_its_page(owner):
    for headers in ({}, {"HX-Request": "true"}):
        assert "HX-Request" in owner.get(reverse("portal:activity"), headers=headers)["Vary"]


def test_interest_that_was_paid_out_left_the_value_and_stands_in_the_activity(db):
    client, product = a_client(), a_product()
    investment = an_investment(
        "100000.00", client=client, product=product, funded_on=date(2026, 1, 1), interest_mode=InterestMode.PAY_OUT
    )
    accrue_until(date(2026, 4, 2))
    with clock.at(date(2026, 4, 2)):
        (payout,) = make_interest_due(as_of=date(2026, 4, 2), by=None)
        pays_interest_to(client)
        approve_interest_payout(payout=payout, by=a_user("rosa"))
        pay_interest(payout=payout, bank_reference="OUT-1", by=a_user("petra"))
        browser = seen_by(member(client))
        text = page(browser, "overview").content.decode()
        # A month at 2.5 % and one day of 30: 2,500.00 + 83.33 accrued, 2,500.00 paid.
        assert "100,083.33" in text
        assert "Paid out" in page(browser, "investment", investment.number).content.decode()
        assert "\N{MINUS SIGN}2,500.00" in page(browser, "activity").content.decode()


def test_pages_ask_the_database_a_fixed_number_of_times(owner, ada, django_assert_max_num_queries):
    for number in range(3):
        an_investment(str(200_000 + number), client=ada[0], product=ada[1].terms.product)
    for name in PAGES:
        page(owner, name)
        with django_assert_max_num_queries(8 + WALL):
            page(owner, name)


def test_a_growth_chart_needs_two_days():
    assert growth_chart([], []) is None


def test_the_dashed_line_goes_on_from_the_latest_value():
    def row(day, value, expected=False):
        return GrowthRow(date(2026, 1, day), Money.of(100, "USD"), Money.of(value, "USD"), expected)

    chart = growth_chart([row(1, 100), row(11, 115)], [row(21, 130, True)])
    assert chart.value == "M0,100 500,50"
    assert chart.to_come == "M500,50 1000,0"
    assert chart.note == "Scale starts at 100"


def test_activity_is_found_by_its_text(owner, ada):
    assert "1 movement<" in page(owner, "activity", text="interest month 1,").content.decode()
    assert "3 movements" in page(owner, "activity", text=ada[1].number.lower()).content.decode()
    assert "Nothing matches these filters" in page(owner, "activity", text="nowhere").content.decode()


def test_a_currency_is_offered_where_there_are_several(owner, ada):
    assert "All currencies" not in page(owner, "activity").content.decode()
    euro = a_product("EURO", currency="EUR", incubation_months=0)
    open_investment(
        client=ada[0], product=euro, principal=Money.of(500, "EUR"), interest_mode=InterestMode.KEEP, by=a_user()
    )
    assert "All currencies" in page(owner, "activity").content.decode()
    assert "Nothing matches these filters" in page(owner, "activity", currency="EUR").content.decode()
    assert page(owner, "activity", currency="GBP").status_code == 422


def test_an_entry_that_moves_money_within_an_investment_is_one_line(owner, ada):
    investment = ada[1]
    legs = (Leg(investment.principal_account, usd(40)), Leg(investment.paid_account, -usd(40)))
    post_entry(
        Draft(key="within", kind="a_new_kind", text="Moved", booked_on=TODAY, value_on=TODAY, legs=legs), by=None
    )
    rows = list(csv.DictReader(io.StringIO(page(owner, "activity", export="csv").content.decode("utf-8-sig"))))
    assert [(row["Movement"], row["Amount"]) for row in rows if row["Text"] == "Moved"] == [("A new kind", "0.00")]
    assert "1 movement<" in page(owner, "activity", kind="a_new_kind").content.decode()


def test_activity_on_paper_says_what_was_chosen_and_is_refused_when_it_is_too_long(owner, monkeypatch):
    answer = page(owner, "activity", export="pdf", kind="subscription", start="2026-01-01")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    monkeypatch.setattr("funds.views.portal.activity.PDF_LINES", 1)
    refused = page(owner, "activity", export="pdf", start="2026-01-01")
    assert refused["Location"].endswith("?start=2026-01-01")
    assert page(owner, "activity", export="pdf", start="not a day").status_code == 422


def test_what_is_exported_follows_a_filter_that_htmx_applied(owner):
    answer = owner.get(reverse("portal:activity"), {"kind": "subscription"}, HTTP_HX_REQUEST="true").content.decode()
    assert 'id="exports" hx-swap-oob="true"' in answer
    assert "?kind=subscription&amp;export=csv" in answer
    assert 'hx-swap-oob="true"' not in page(owner, "activity").content.decode()


def test_a_top_up_says_whose_it_is_and_interest_comes_on_a_business_day(db):
    client = a_client()
    a_product(calendar=Calendar.WEEKDAYS, incubation_months=0)
    first = an_investment(client=client, funded_on=date(2026, 10, 20), interest_mode=InterestMode.PAY_OUT)
    with clock.at(TODAY):
        more = open_investment(
            client=client, product=first.terms.product, principal=usd("20000.00"), interest_mode=InterestMode.PAY_OUT,
            tops_up=first, by=None,
        )  # fmt: skip
        fund_investment(
            investment=more, amount=more.principal, received_on=date(2026, 11, 20), bank_reference="TOP-1", by=None
        )
        accrue_interest(as_of=TODAY, by=None)
        browser = seen_by(member(client))
        assert f"top-up of {first.number}" in page(browser, "investments").content.decode()
        text = page(browser, "investment", more.number).content.decode()
        assert f"top-up of {first.number}" in text
        assert "First money." in text
        # 20 December 2026 is a Sunday.
        assert "21 Dec" in re.search(r"Next interest.*?</div>", text, re.DOTALL)[0]
