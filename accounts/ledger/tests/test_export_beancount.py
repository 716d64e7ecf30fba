from datetime import date

from beancount import loader
from beancount.core import data
from django.core.management import call_command

from accounts.ledger import api
from accounts.ledger.api import Draft, Leg
from accounts.ledger.tests.conftest import DAY, a_deposit
from fidus.lib.money import Money


def test_beancounts_own_checker_agrees_with_every_balance(bank, client, tmp_path):
    api.post_entry(a_deposit(bank, client, text='A "gift" \\ from\nafar', key='k"1'), by=None)
    yen = api.open_accounts(
        [api.AccountSpec("Assets:Bank:JPY", "asset", "JPY"), api.AccountSpec("Income:Fees:JPY", "income", "JPY")]
    )
    fee = Money.of(1500, "JPY")
    legs = [Leg(yen[0], fee), Leg(yen[1], -fee)]
    wrong = api.post_entry(Draft("fee:1", "fee", "", DAY, date(2026, 3, 20), legs), by=None)
    api.reverse_entry(wrong.entry, key="undo:1", value_on=date(2026, 4, 2), by=None, reason="Waived")
    path = tmp_path / "ledger.beancount"
    call_command("ledger", "export-beancount", str(path))

    entries, errors, _ = loader.load_file(str(path))
    assert errors == []
    posted = [entry for entry in entries if isinstance(entry, data.Transaction)]
    assert [entry.meta["key"] for entry in posted] == ['k"1', "fee:1", "undo:1"]
    asserted = [entry for entry in entries if isinstance(entry, data.Balance)]
    assert {entry.account: str(entry.amount) for entry in asserted} == {
        "Assets:Bank:JPY": "0 JPY",
        "Assets:Bank:USD": "100.00 USD",
        "Income:Fees:JPY": "0 JPY",
        "Liabilities:Clients:C100417": "-100.00 USD",
    }


def test_the_checker_would_see_a_cent_that_is_missing(bank, client, tmp_path):
    api.post_entry(a_deposit(bank, client), by=None)
    path = tmp_path / "ledger.beancount"
    call_command("ledger", "export-beancount", str(path))
    path.write_text(path.read_text().replace("balance Assets:Bank:USD  100.00", "balance Assets:Bank:USD  100.01"))
    _, errors, _ = loader.load_file(str(path))
    assert "Balance failed for 'Assets:Bank:USD'" in errors[0].message


def test_an_empty_ledger_is_a_valid_file(db, tmp_path):
    path = tmp_path / "ledger.beancount"
    call_command("ledger", "export-beancount", str(path))
    assert loader.load_file(str(path))[1] == []
