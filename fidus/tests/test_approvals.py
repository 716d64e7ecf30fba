"""The approvals inbox: everything a second person decides, and nobody's own work."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.tests.people import staff
from fidus.approvals import approvals_of, decides, sums_of
from fidus.lib import clock
from fidus.lib.approval import Approval
from fidus.lib.money import Money
from fidus.wiring import APPROVALS
from funds.models import InterestMode, InterestPayout
from funds.services.make_interest_due import make_interest_due
from funds.tests.scenes import accrue_until, an_investment
from funds.wallets.tests.scenes import pays_interest_to

INBOX = reverse("admin:approvals")
DUE = date(2026, 4, 2)


@pytest.fixture
def prepared(db):
    """One month's interest, prepared by `rosa`."""
    rosa = staff(email="rosa@example.test")
    paying = an_investment("100000.00", funded_on=date(2026, 1, 1), interest_mode=InterestMode.PAY_OUT)
    accrue_until(DUE)
    with clock.at(DUE):
        make_interest_due(as_of=DUE, by=rosa)
        pays_interest_to(paying.client)
        yield rosa


def test_whoever_prepared_it_does_not_find_it_in_the_inbox(client, prepared):
    payout = InterestPayout.objects.get()
    client.force_login(prepared)
    assert "Nothing waits for you" in client.get(INBOX).text
    client.force_login(staff(email="olga@example.test"))
    page = client.get(INBOX).text
    assert reverse("admin:funds_interestpayout_approve", args=[payout.pk]) in page
    assert "2,500.00" in page


def test_a_role_that_decides_nothing_is_told_so(client, db):
    analyst = staff("analyst")
    assert not decides(analyst)
    client.force_login(analyst)
    assert "Your role decides nothing" in client.get(INBOX).text


def test_a_kind_that_nobody_knows_shows_everything(client, prepared):
    client.force_login(staff(email="olga@example.test"))
    assert "2,500.00" in client.get(INBOX, {"kind": "\0nothing"}).text


@pytest.mark.parametrize("permission", APPROVALS)
def test_every_app_that_is_named_answers_for_a_reader_without_the_permission(db, permission):
    assert approvals_of(staff("viewer")) == []


def test_sums_stand_by_currency():
    def waiting(amount):
        return Approval("Pay", "", "", "", None, amount)

    approvals = [
        waiting(Money.of("-1.10", "USD")),
        waiting(None),
        waiting(Money.of("-2", "EUR")),
        waiting(Money.of("-1", "USD")),
    ]
    assert sums_of(approvals) == [Money.of("-2.00", "EUR"), Money.of("-2.10", "USD")]
