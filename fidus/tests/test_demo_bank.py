"""The demo's bank on a small firm: true statements of its own ledger, with what only the bank knows."""

from datetime import date

import pytest

from fidus.demo.bank import show_bank
from fidus.lib import clock
from fidus.lib.money import Money
from funds.bank.models import BankAccount, BankBooking, BankStatement
from funds.bank.selectors import open_transactions, reconcile
from funds.services.book_operating_cost import book_operating_cost
from funds.tests.scenes import a_user, an_investment

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 16)


@pytest.fixture(autouse=True)
def own_files(tmp_path, settings):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


def test_the_demo_reconciles_to_the_cent_and_leaves_the_fees_to_a_person():
    an_investment("100000.00", funded_on=date(2026, 1, 5))
    an_investment("5000.00", funded_on=date(2026, 3, 5))
    with clock.at(TODAY):
        for number, day in enumerate((date(2026, 2, 10), date(2026, 3, 10), date(2026, 4, 15))):
            book_operating_cost(
                reference=f"COST-{number}00", text="Office", amount=Money.of(100, "USD"), incurred_on=day, by=None
            )
        show_bank(as_of=TODAY, officer=a_user())
        account = BankAccount.objects.get()
        found = reconcile(account, as_of=TODAY)
    assert set(BankStatement.objects.values_list("tie", flat=True)) == {"ties"}
    assert [one.bank_reference[:3] for one in open_transactions(account)] == ["FEE"] * 3
    assert found.is_explained
    assert [one.amount for one in found.not_at_bank] == [Money.of(-100, "USD")]
    assert BankBooking.objects.get().state == "proposed"
