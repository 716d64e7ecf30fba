from datetime import date

import pytest

from accounts.ledger.api import balances, open_account
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.errors import BadDate, IllegalState, ReferenceUsed, SecondPersonNeeded
from funds.models import InterestPayout
from funds.selectors.interest import interest_table
from funds.selectors.obligations import obligations
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.make_interest_due import make_interest_due
from funds.services.pay_interest import pay_interest
from funds.tests.scenes import a_product, a_user, accrue_until, an_investment, usd
from funds.wallets.tests.scenes import pays_interest_to

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)


@pytest.fixture
def investment():
    a_product(calendar=Calendar.TARGET)
    investment = an_investment(interest_mode="pay_out")
    accrue_until(TODAY)
    with clock.at(TODAY):
        pays_interest_to(investment.client)
        yield investment


def due(investment, by=None):
    make_interest_due(as_of=TODAY, by=by)
    return InterestPayout.objects.filter(investment=investment).order_by("due_on")


def test_each_anniversary_makes_one_payment_due_and_its_payment_rolls(investment):
    first, second = due(investment)
    # 1 April 2026 is a Wednesday; 1 May is a holiday of TARGET, a Friday, so Monday the 4th pays.
    assert (first.due_on, first.pay_on, first.amount) == (date(2026, 4, 1), date(2026, 4, 1), usd("2500.00"))
    assert (second.due_on, second.pay_on) == (date(2026, 5, 1), date(2026, 5, 4))
    assert not make_interest_due(as_of=TODAY, by=None)


def test_kept_interest_is_never_due(investment):
    kept = an_investment()
    accrue_until(TODAY)
    due(investment)
    assert not kept.payouts.exists()


def test_interest_not_accrued_yet_is_not_due(investment):
    with clock.at(date(2026, 6, 1)):
        make_interest_due(as_of=date(2026, 6, 1), by=None)
    assert investment.payouts.count() == 2


def test_paid_interest_leaves_the_obligation(investment):
    first, _ = due(investment)
    approve_interest_payout(payout=first, by=a_user())
    paid = pay_interest(payout=first, bank_reference="OUT-1", by=a_user())
    assert paid.state == "paid"
    owed = obligations([investment], as_of=TODAY)[investment.pk]
    assert (owed.accrued, owed.paid_out, owed.total) == (usd("5250.00"), usd("2500.00"), usd("102750.00"))
    bank = open_account(code="Assets:Bank:USD", kind="asset", currency="USD")
    assert balances([bank], as_of=TODAY)[bank] == usd("97500.00")
    assert [line.payout and line.payout.state for line in interest_table(investment, TODAY)] == ["paid", "due", None]


def test_who_prepared_cannot_approve_and_who_approved_cannot_pay(investment):
    ann, bob = a_user("ann"), a_user("bob")
    first, _ = due(investment, by=ann)
    with pytest.raises(SecondPersonNeeded):
        approve_interest_payout(payout=first, by=ann)
    approve_interest_payout(payout=first, by=bob)
    with pytest.raises(SecondPersonNeeded):
        pay_interest(payout=first, bank_reference="OUT-1", by=bob)
    assert pay_interest(payout=first, bank_reference="OUT-1", by=ann).paid_by == ann


def test_nothing_is_paid_unapproved_or_twice(investment):
    first, second = due(investment)
    with pytest.raises(IllegalState):
        pay_interest(payout=first, bank_reference="OUT-1", by=a_user())
    approver, payer = a_user(), a_user()
    approve_interest_payout(payout=first, by=approver)
    with pytest.raises(IllegalState):
        approve_interest_payout(payout=first, by=payer)
    pay_interest(payout=first, bank_reference="OUT-1", by=payer)
    assert pay_interest(payout=first, bank_reference="OUT-1", by=payer).bank_reference == "OUT-1"
    approve_interest_payout(payout=second, by=approver)
    with pytest.raises(ReferenceUsed):
        pay_interest(payout=second, bank_reference="OUT-1", by=payer)
    assert obligations([investment], as_of=TODAY)[investment.pk].paid_out == usd("2500.00")


def test_interest_is_not_paid_before_it_is_due_nor_in_the_future(investment):
    first, _ = due(investment)
    approve_interest_payout(payout=first, by=a_user())
    for day in (date(2026, 3, 31), date(2026, 5, 5)):
        with pytest.raises(BadDate):
            pay_interest(payout=first, bank_reference="OUT-1", by=a_user(), paid_on=day)
