"""Money of a quarter at the bank and in the ledger: matched, booked, undone, and reconciled to the cent."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.ledger.api import balance, close_period
from accounts.trail.api import events_about
from fidus.lib import clock
from fidus.lib.money import Money
from funds.bank.approvals import approvals_waiting
from funds.bank.closing_checks import every_bank_account_is_reconciled
from funds.bank.errors import NotBookable, NotMatching
from funds.bank.models import BankBooking, MatchLine
from funds.bank.selectors import open_movements, open_transactions, reconcile
from funds.bank.services.book_transaction import book_cost, book_funding
from funds.bank.services.decline_booking import decline_booking
from funds.bank.services.match_certain import match_certain
from funds.bank.services.match_transactions import match_transactions
from funds.bank.services.post_booking import post_booking
from funds.bank.services.propose_booking import propose_booking
from funds.bank.services.undo_match import undo_match
from funds.bank.tests.files import mt940
from funds.bank.tests.scenes import an_account, bring
from funds.errors import SecondPersonNeeded
from funds.services.book_operating_cost import book_operating_cost
from funds.services.open_investment import open_investment
from funds.tests.scenes import a_client, a_product, a_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 16)


def eur(amount):
    return Money.of(amount, "EUR")


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def account():
    """The ledger holds 100.00 that the bank's statements begin with, a cost the bank knows, and one it does not."""
    found = an_account()
    book_operating_cost(reference="COST-0001", text="Office", amount=eur(40), incurred_on=date(2026, 4, 10), by=None)
    book_operating_cost(reference="COST-0002", text="Data", amount=eur(7), incurred_on=date(2026, 4, 14), by=None)
    bring(
        mt940(
            ":61:2604100410D40,00NTRFCOST-0001//B1",
            ":86:Rent",
            ":61:2604110411C500,00NTRFNONREF//B2",
            ":86:Ada Example",
            ":61:2604120412D3,50NCHGNONREF//B3",
            ":86:Fees of the quarter",
            opening="C260409EUR0,00",
            closing="C260412EUR456,50",
        )
    )
    return found


def test_the_ledger_and_its_open_items_lead_to_what_the_bank_states(account):
    found = reconcile(account, as_of=TODAY)
    assert (found.ledger, found.in_transit, found.to_book) == (eur(-47), eur(-47), eur("456.50"))
    assert (found.bank, found.difference, found.is_explained) == (eur("456.50"), eur(0), True)
    match_certain(account=account, by=None)
    found = reconcile(account, as_of=TODAY)
    assert (found.in_transit, found.to_book, found.difference) == (eur(-7), eur("496.50"), eur(0))
    before = reconcile(account, as_of=date(2026, 4, 9))
    assert (before.ledger, before.bank) == (eur(0), None)


def test_only_what_is_exact_is_matched_by_itself(account):
    [match] = match_certain(account=account, by=None)
    assert match.automatic
    assert match.reasons[0] == "the bank names COST-0001"
    assert match_certain(account=account, by=None) == []


def test_a_statement_whose_balance_is_wrong_shows_the_difference(account):
    bring(mt940(opening="C260412EUR456,50", closing="C260413EUR460,00", number="6/1"))
    assert reconcile(account, as_of=TODAY).difference == eur("3.50")
    [finding] = every_bank_account_is_reconciled(until=TODAY)
    assert (finding.ok, finding.warning) == (False, True)
    assert "460.00 EUR" in finding.text


def test_a_charge_is_proposed_by_one_and_posted_by_another(account):
    one, other = a_user("one"), a_user("other", is_superuser=True)
    charge = open_transactions(account).get(bank_reference="B3")
    booking = propose_booking(transaction=charge, kind="charge", text="Fees", by=one)
    with pytest.raises(NotBookable, match="proposed or posted already"):
        propose_booking(transaction=charge, kind="charge", text="Fees", by=one)
    with pytest.raises(SecondPersonNeeded):
        post_booking(booking=booking, by=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankBooking.objects.filter(pk=booking.pk).update(state="posted", decided_by=one)
    assert [waiting.amount for waiting in approvals_waiting(other)] == [eur("-3.50")]
    before = balance(account.ledger_account, as_of=TODAY)
    post_booking(booking=booking, by=other)
    post_booking(booking=booking, by=other)
    assert balance(account.ledger_account, as_of=TODAY) == before - eur("3.50")
    assert not open_transactions(account).filter(pk=charge.pk).exists()
    assert reconcile(account, as_of=TODAY).is_explained


def test_a_declined_booking_can_be_proposed_again(account):
    one, other = a_user("one"), a_user("other")
    charge = open_transactions(account).get(bank_reference="B3")
    booking = propose_booking(transaction=charge, kind="charge", text="Fees", by=one)
    with pytest.raises(NotBookable, match="Say why"):
        decline_booking(booking=booking, reason=" ", by=other)
    decline_booking(booking=booking, reason="It is a cost.", by=other)
    with pytest.raises(NotBookable, match="declined already"):
        post_booking(booking=booking, by=other)
    assert propose_booking(transaction=charge, kind="interest", text="Debit interest", by=other).state == "proposed"


def test_a_charge_of_a_closed_month_is_posted_today(account):
    one, other = a_user(), a_user()
    charge = open_transactions(account).get(bank_reference="B3")
    booking = propose_booking(transaction=charge, kind="charge", text="Fees", by=one)
    close_period(until=date(2026, 4, 15), by=None)
    before = balance(account.ledger_account, as_of=date(2026, 4, 15))
    post_booking(booking=booking, by=other)
    assert balance(account.ledger_account, as_of=date(2026, 4, 15)) == before
    assert balance(account.ledger_account, as_of=TODAY) == before - eur("3.50")
    assert not open_transactions(account).filter(pk=charge.pk).exists()
    assert reconcile(account, as_of=date(2026, 4, 15)).is_explained
    assert reconcile(account, as_of=TODAY).is_explained


def test_money_that_came_funds_an_investment_and_is_matched_at_once(account):
    product, client = a_product(currency="EUR"), a_client()
    investment = open_investment(client=client, product=product, principal=eur(500), interest_mode="keep", by=None)
    came = open_transactions(account).get(bank_reference="B2")
    book_funding(transaction=came, investment=investment, by=a_user())
    investment.refresh_from_db()
    assert (investment.funded_on, investment.principal) == (date(2026, 4, 11), eur(500))
    assert not open_transactions(account).filter(pk=came.pk).exists()
    with pytest.raises(NotBookable):
        book_cost(transaction=came, text="Not this way", by=a_user())


def test_both_sides_of_a_match_are_of_one_sum_and_free(account):
    transactions = {one.bank_reference: one.pk for one in open_transactions(account)}
    entries = [one.entry for one in open_movements(account)]
    user = a_user()
    with pytest.raises(NotMatching, match=r"differ by -33\.00 EUR"):
        match_transactions(
            account=account, transactions=[transactions["B1"]], entries=entries[1:], reasons=["x"], by=user
        )
    made = match_transactions(
        account=account, transactions=[transactions["B1"]], entries=entries[:1], reasons=["seen"], by=user
    )
    with pytest.raises(NotMatching, match="matched already"):
        match_transactions(
            account=account, transactions=[transactions["B1"]], entries=entries[:1], reasons=["again"], by=user
        )
    with pytest.raises(NotMatching, match="stays on record"):
        undo_match(match=made, reason="", by=user)
    undo_match(match=made, reason="Wrong one", by=user)
    with pytest.raises(NotMatching, match="already"):
        undo_match(match=made, reason="Twice", by=user)
    assert (made.lines.count(), MatchLine.objects.filter(holds=True).count()) == (2, 0)
    assert match_transactions(
        account=account, transactions=[transactions["B1"]], entries=entries[:1], reasons=["now"], by=user
    )
    kinds = [event.kind for event in events_about(subject=f"bank account:{account.pk}")]
    assert kinds.count("BankTransactionsMatched") == 2
    assert "BankMatchUndone" in kinds


def test_a_transfer_between_own_accounts_is_matched_on_both(account):
    savings = an_account("Savings", identifier="CH9300762011623852957")
    assert (account.is_main, savings.is_main, savings.ledger_code) == (True, False, "Assets:Bank:EUR:Savings")
    one, other = a_user("one"), a_user("other")
    file = mt940(":61:2604120412C3,50NTRFNONREF//S1", opening="C260411EUR0,00", closing="C260412EUR3,50")
    bring(file.replace("DE89370400440532013000", "CH9300762011623852957"))
    moved = open_transactions(account).get(bank_reference="B3")
    booking = propose_booking(transaction=moved, kind="transfer", text="To savings", other_account=savings, by=one)
    post_booking(booking=booking, by=other)
    assert [entry.amount for entry in open_movements(savings)] == [eur("3.50")]
    assert reconcile(savings, as_of=TODAY).is_explained


def test_what_was_matched_later_is_in_transit_on_the_day(account):
    """The cost of the 10th was in the ledger on the 10th; on that day the bank's 500.00 was not here yet."""
    match_certain(account=account, by=None)
    found = reconcile(account, as_of=date(2026, 4, 12))
    assert found.not_at_bank == ()
    assert found.is_explained
