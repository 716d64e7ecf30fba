"""The night posts differences of exchange, and the closing of a month asks for them."""

import re
from datetime import date
from decimal import Decimal

import pytest

from accounts.ledger.api import close_period, decisions
from accounts.rates.closing_checks import foreign_balances_are_revalued
from accounts.rates.domain.publication import last_day_with_rates
from accounts.rates.models import Revaluation
from accounts.rates.services.approve_override import approve_override
from accounts.rates.services.import_rates import import_rates
from accounts.rates.services.propose_override import propose_override
from accounts.rates.services.revalue import revalue
from accounts.rates.services.revalue_months import revalue_months
from accounts.rates.services.reverse_revaluation import reverse_revaluation
from accounts.rates.tests.files import history
from accounts.rates.tests.test_revalue import OCT, RATES, SEP, book, worked_example
from accounts.tests.people import staff
from fidus.lib import clock

NOVEMBER_5 = date(2026, 11, 5)
AUG = date(2026, 8, 31)


@pytest.fixture
def rosa(db):
    with clock.at(NOVEMBER_5):
        yield staff()


@pytest.fixture
def rates(rosa):
    return bring(RATES)


def bring(rates):
    return import_rates(content=history({day: {"USD": usd} for day, usd in rates.items()}), name="rates.csv", by=None)


def night(as_of=NOVEMBER_5):
    return [(one.month_end, str(one.posted)) for one in revalue_months(as_of=as_of, by=None)]


def said(until, *, ok=None):
    found = foreign_balances_are_revalued(until=until)
    return " ".join(one.text for one in found if ok is None or one.ok is ok)


def blocks(until):
    return any(one.blocks for one in foreign_balances_are_revalued(until=until))


def test_a_night_makes_up_for_the_months_that_were_missed_in_their_order(rates):
    worked_example()
    assert night() == [(SEP, "20.00 USD"), (OCT, "-30.00 USD")]
    assert {one.posted_by for one in Revaluation.objects.all()} == {None}
    assert night() == [(OCT, "-30.00 USD")]
    assert Revaluation.objects.count() == 2


def test_a_month_is_posted_in_the_first_night_after_its_end_and_not_before(rates):
    worked_example()
    assert night(as_of=OCT) == [(SEP, "20.00 USD")]
    assert night(as_of=date(2026, 11, 1)) == [(SEP, "20.00 USD"), (OCT, "-30.00 USD")]


@pytest.mark.parametrize(("day", "last"), [(OCT, date(2026, 10, 30)), (SEP, SEP), (date(2026, 4, 6), date(2026, 4, 2))])
def test_the_last_day_with_rates_leaves_out_weekends_and_holidays(day, last):
    assert last_day_with_rates(day) == last


def test_the_night_waits_for_the_months_last_rate_and_a_person_need_not(rosa):
    bring({day: usd for day, usd in RATES.items() if day != date(2026, 10, 30)} | {date(2026, 10, 29): "1.06"})
    worked_example()
    assert night() == [(SEP, "20.00 USD")]
    assert "The rate of EUR of 30 Oct 2026, the month's last, is not held." in said(OCT)
    assert blocks(OCT)
    revalue(month_end=OCT, by=rosa)
    assert not blocks(OCT)


def test_a_missing_rate_stops_the_night_and_the_closing_and_is_named(rates, rosa):
    book("dirham", date(2026, 9, 12), "500.00", currency="AED")
    worked_example()
    assert night() == []
    assert "AED: a rate is missing. There is no rate of AED up to" in said(SEP)
    assert [one.url for one in foreign_balances_are_revalued(until=SEP) if one.text.startswith("AED")] == [
        "/backoffice/rates/rateoverride/"
    ]
    peg = propose_override(
        base="USD", quote="AED", value=Decimal("3.6725"), valid_from=date(2026, 9, 1), valid_until=OCT, reason="Peg",
        by=rosa,
    )  # fmt: skip
    approve_override(override=peg, by=staff(email="second@example.test"))
    assert len(night()) == 4
    assert not blocks(SEP)
    assert not blocks(OCT)


def test_a_month_without_foreign_money_says_that_there_is_nothing_to_revalue(rates):
    worked_example()
    assert said(AUG) == "Nothing to revalue: all that is owned and owed is in USD, or cancels out."
    assert not blocks(AUG)
    assert night(as_of=date(2026, 9, 5)) == []


def test_what_is_not_posted_stops_the_closing_with_the_way_there_and_what_is_posted_is_told(rates, rosa, client):
    worked_example()
    (finding,) = foreign_balances_are_revalued(until=SEP)
    assert finding.blocks
    assert finding.text == "EUR: +20.00 USD of exchange is not posted. The night posts it, or you do."
    client.force_login(rosa)
    page = client.get(finding.url).content.decode()
    assert re.search(r"Revalue September 2026.*Post the differences", page, re.DOTALL)
    client.post(finding.url, {"month_end": "2026-09-30"})
    assert said(SEP, ok=True) == "EUR: +20.00 USD is posted, at 1.12 of 30 Sep 2026."
    assert not blocks(SEP)


def test_what_somebody_took_back_is_posted_anew_by_a_person_and_not_by_the_night(rates, rosa):
    worked_example()
    night()
    reverse_revaluation(revaluation=Revaluation.objects.get(month_end=OCT), reason="The rate is wrong.", by=rosa)
    assert night() == [(SEP, "20.00 USD")]
    assert f"{rosa} took EUR back: The rate is wrong. A person posts it anew." in said(OCT)
    revalue(month_end=OCT, by=rosa)
    assert not blocks(OCT)


def test_what_came_late_is_a_warning(rates, rosa):
    worked_example()
    night()
    book("late fee", date(2026, 10, 15), "100.00")
    # 100.00 EUR at 1.15, worth 1.05 at the end: 10.00 lost more.
    (finding,) = foreign_balances_are_revalued(until=OCT)
    assert finding.warning
    assert finding.text.startswith("EUR: -10.00 USD came about since it was posted")
    assert not finding.blocks


def test_an_earlier_month_says_which_later_one_stands_in_its_way(rates, rosa):
    worked_example()
    revalue(month_end=OCT, by=rosa)
    assert "October 2026 is posted already; take that back first." in said(SEP)


def test_closed_months_are_left_alone(rates, rosa):
    worked_example()
    close_period(until=SEP, by=rosa)
    assert decisions()[0].until == SEP
    # All of it comes with October: 10.00 lost since the beginning.
    assert night() == [(OCT, "-10.00 USD")]
