"""The fees of an investment, seen by its client, by a colleague of another client, and by strangers."""

import csv
import io
from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.tests.people import member, staff
from fidus.lib import clock
from funds.fees.domain.fee_terms import Every
from funds.fees.models import FeeCharge
from funds.fees.selectors.overview import next_end
from funds.fees.services.charge_fee_run import charge_fee_run
from funds.fees.services.prepare_fee_run import prepare_fee_run
from funds.fees.services.reverse_charge import reverse_charge
from funds.fees.services.work_fee_run import work_fee_run
from funds.fees.tests.scenes import an_account, earn, fees
from funds.selectors.activity import activity
from funds.services.run_night import run_night
from funds.tests.scenes import a_client, a_user, an_investment

pytestmark = pytest.mark.django_db
QUARTER, TODAY = date(2026, 3, 31), date(2026, 4, 12)


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def page(browser, investment, **query):
    return browser.get(reverse("portal:investment_fees", args=[investment.number]), query)


def plain(answer) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace('<span class="cur">', "")


@pytest.fixture
def ada():
    """100,000.00 under 2 % management and 20 % performance; trading made 1,000.00, the first quarter is charged."""
    investment = an_investment(client=a_client())
    fees(management_rate="0.02", performance_rate="0.2", hurdle_rate="0.001")
    earn(an_account(investment), date(2026, 2, 3), "1000.00")
    rosa, sven = a_user("rosa"), a_user("sven")
    with clock.at(TODAY):
        run_night(as_of=TODAY, by=None)
        run = prepare_fee_run(until=QUARTER, by=rosa)
        charge_fee_run(run=run, by=sven)
        work_fee_run(run=run.pk)
        yield investment, rosa


@pytest.fixture
def owner(ada):
    return seen_by(member(ada[0].client, first_name="Ada", email="ada@example.test"))


def test_a_client_reads_what_is_agreed_what_has_grown_and_what_was_charged(owner, ada):
    """By 12 April 101 days have grown, 553.42; less 487.67 charged, 65.75."""
    shown = plain(page(owner, ada[0]))
    assert "2 % a year of the principal, day by day (ACT/365F), charged every quarter" in shown
    assert "20 % of trading gains above the high-water mark beyond 0.1 % a year" in shown
    assert "487.67" in shown
    assert "65.75" in shown
    assert "30 Jun 2026" in shown
    assert "Taken from your interest" in shown


def test_the_investments_page_fetches_its_fees(owner, ada):
    address = reverse("portal:investment_fees", args=[ada[0].number])
    assert f'hx-get="{address}"' in owner.get(reverse("portal:investment", args=[ada[0].number])).content.decode()
    part = owner.get(address, headers={"hx-request": "true"}).content.decode()
    assert part.startswith('<section class="card" id="fees"')
    assert "<html" not in part


def test_movements_name_the_fee_and_its_coming_back(owner, ada):
    investment, rosa = ada
    for charge in FeeCharge.objects.all():
        reverse_charge(charge=charge, value_on=TODAY, reason="Agreed with you", by=rosa)
    lines = [line for line in activity(investment.client) if line.kind in ("fee", "reversal")]
    assert sum(line.amount.amount for line in lines) == 0
    assert {line.title for line in lines} == {"Fee taken from interest", "Correction"}
    assert "Agreed with you" in plain(page(owner, investment))


def test_fees_are_exported_as_shown(owner, ada):
    lines = list(csv.reader(io.StringIO(page(owner, ada[0], export="csv").content.decode("utf-8-sig"))))
    assert {line[1] for line in lines[1:]} == {"Management fee", "Performance fee"}


def test_an_investment_without_fees_says_so():
    investment = an_investment(client=a_client())
    with clock.at(TODAY):
        browser = seen_by(member(investment.client, email="free@example.test"))
        assert "This investment bears no fees." in plain(page(browser, investment))


def test_another_client_and_strangers_find_nothing(ada):
    other = an_investment(client=a_client("Bruno Sample"))
    assert page(seen_by(member(other.client, email="bruno@example.test")), ada[0]).status_code == 404
    assert page(seen_by(staff("viewer", "viewer@example.test")), ada[0]).status_code == 403
    assert page(Browser(), ada[0]).status_code == 302


@pytest.mark.parametrize(
    ("every", "end"),
    [
        (Every.MONTH, date(2026, 4, 30)),
        (Every.QUARTER, date(2026, 6, 30)),
        (Every.YEAR, date(2026, 12, 31)),
        (Every.REDEMPTION, None),
    ],
)
def test_the_next_charge_is_at_the_end_of_the_period(every, end):
    assert next_end(every, TODAY) == end
