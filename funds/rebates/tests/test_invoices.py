"""Invoices: numbered, received in full or with a difference, written off by a second person, taken back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.ledger.api import balance, open_account
from accounts.tests.people import staff
from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import BadDate, ReferenceUsed, SecondPersonNeeded
from funds.rebates.approvals import differences_waiting
from funds.rebates.errors import IllegalInvoiceState, NothingToInvoice, RebatesError
from funds.rebates.models import RebateInvoice, RebateReceipt
from funds.rebates.services.cancel_rebate_invoice import cancel_rebate_invoice
from funds.rebates.services.count_rebates import count_rebates
from funds.rebates.services.issue_rebate_invoice import issue_rebate_invoice
from funds.rebates.services.receive_rebate import receive_rebate
from funds.rebates.services.write_off_rebate import write_off_rebate
from funds.rebates.tests.scenes import BROKER, TODAY, agree, an_account, trade

pytestmark = pytest.mark.django_db


def usd(amount):
    return Money.of(amount, "USD")


@pytest.fixture
def olga(db):
    return staff(email="olga@example.test")


@pytest.fixture
def rosa(db):
    return staff(email="rosa@example.test")


@pytest.fixture
def invoice(olga):
    """70.00 USD: ten lots at 7."""
    with clock.at(TODAY):
        agree()
        trade(an_account(), "10")
        count_rebates(as_of=TODAY, by=None)
        yield issue_rebate_invoice(broker=BROKER, currency="USD", by=olga)


def held(code, kind="asset"):
    return balance(open_account(code=code, kind=kind, currency="USD"), as_of=date(2026, 12, 31))


def receive(invoice, amount, by, reference="BANK-1", on=TODAY):
    return receive_rebate(invoice=invoice, amount=usd(amount), received_on=on, bank_reference=reference, by=by)


def test_an_invoice_takes_all_that_is_accrued_once(invoice, olga):
    assert invoice.number.startswith("RBI-0")
    assert (invoice.amount, invoice.state) == (usd("70.00"), "issued")
    with pytest.raises(NothingToInvoice):
        issue_rebate_invoice(broker=BROKER, currency="USD", by=olga)


def test_received_in_full_it_is_settled_and_nothing_is_owed(invoice, olga):
    settled = receive(invoice, "70.00", olga)
    assert (settled.state, settled.open) == ("settled", usd("0.00"))
    assert held("Assets:Receivable:Rebates:Example-Markets:USD") == usd("0.00")
    assert held("Assets:Bank:USD") == usd("70.00")
    assert held("Income:Rebates:Example-Markets:USD", "income") == usd("-70.00")


def test_the_same_reference_again_changes_nothing_and_never_stands_for_another_sum(invoice, olga):
    receive(invoice, "70.00", olga)
    receive(invoice, "70.00", olga)
    assert RebateReceipt.objects.count() == 1
    with pytest.raises(ReferenceUsed):
        receive(invoice, "71.00", olga)


def test_a_difference_stays_open_until_the_rest_comes(invoice, olga):
    short = receive(invoice, "60.00", olga)
    assert (short.state, short.open) == ("different", usd("10.00"))
    assert receive(invoice, "10.00", olga, "BANK-2").state == "settled"


def test_a_shortfall_is_written_off_with_a_reason_by_a_second_person(invoice, olga, rosa):
    receive(invoice, "68.50", olga)
    assert differences_waiting(olga) == []
    assert [(one.about, one.amount) for one in differences_waiting(rosa)] == [
        (f"{invoice.number}, {BROKER}", usd("1.50"))
    ]
    with pytest.raises(SecondPersonNeeded):
        write_off_rebate(invoice=invoice, reason="Their rounding", by=olga)
    with pytest.raises(RebatesError, match="Say why"):
        write_off_rebate(invoice=invoice, reason=" ", by=rosa)
    done = write_off_rebate(invoice=invoice, reason="Their rounding", by=rosa)
    assert (done.state, done.open) == ("settled", usd("0.00"))
    assert held("Expenses:RebateDifferences:USD", "expense") == usd("1.50")
    assert held("Assets:Receivable:Rebates:Example-Markets:USD") == usd("0.00")


def test_what_came_too_much_is_written_off_as_income(invoice, olga, rosa):
    receive(invoice, "71.25", olga)
    write_off_rebate(invoice=invoice, reason="They want none of it back", by=rosa)
    assert held("Income:RebateDifferences:USD", "income") == usd("-1.25")
    assert held("Assets:Receivable:Rebates:Example-Markets:USD") == usd("0.00")


def test_the_database_knows_the_second_person_too(invoice, olga):
    receive(invoice, "60.00", olga)
    rows = RebateInvoice.objects.filter(pk=invoice.pk)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        rows.update(state="settled", written_off_minor=1000, written_off_by=olga, write_off_reason="x")


def test_an_invoice_taken_back_gives_its_lines_to_the_next(invoice, olga):
    cancel_rebate_invoice(invoice=invoice, reason="Wrong address", by=olga)
    again = issue_rebate_invoice(broker=BROKER, currency="USD", by=olga)
    assert again.number != invoice.number
    assert again.amount == usd("70.00")
    assert held("Assets:Receivable:Rebates:Example-Markets:USD") == usd("70.00")


def test_once_money_came_it_is_not_taken_back_and_once_settled_it_takes_none(invoice, olga, rosa):
    receive(invoice, "60.00", olga)
    invoice.refresh_from_db()
    with pytest.raises(IllegalInvoiceState):
        cancel_rebate_invoice(invoice=invoice, reason="Too late", by=olga)
    write_off_rebate(invoice=invoice, reason="Never mind", by=rosa)
    with pytest.raises(IllegalInvoiceState):
        receive(invoice, "10.00", olga, "BANK-3")
    with pytest.raises(IllegalInvoiceState):
        write_off_rebate(invoice=invoice, reason="Twice", by=rosa)


def test_only_between_its_day_and_today(invoice, olga):
    with pytest.raises(BadDate):
        receive(invoice, "70.00", olga, on=date(2026, 12, 1))
    with pytest.raises(BadDate):
        receive(invoice, "70.00", olga, on=date(2026, 10, 1))
    with pytest.raises(RebatesError, match="is in USD"):
        receive_rebate(invoice=invoice, amount=Money.of("70.00", "EUR"), received_on=TODAY, bank_reference="X", by=olga)


def test_a_settled_invoice_is_never_rewritten(invoice, olga, as_owner):
    receive(invoice, "70.00", olga)
    for statement in ("update rebates_rebateinvoice set state = 'issued'", "delete from rebates_rebateinvoice"):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            as_owner(statement)
