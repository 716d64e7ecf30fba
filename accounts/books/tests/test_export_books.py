"""An outside program checks the whole year: Beancount's own checker, as an auditor would run it."""

import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse

from accounts.books.domain.periods import Period
from accounts.books.services.export_books import export_books
from accounts.ledger import api
from accounts.ledger.api import AccountSpec, Draft, Leg
from accounts.rates.services.import_rates import import_rates
from accounts.rates.tests.files import history
from accounts.tests.people import staff
from fidus.lib import clock
from fidus.lib.money import Money

BEAN_CHECK = Path(sys.executable).parent / "bean-check"
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
CODES = {
    "Assets:Bank:{}": "asset", "Assets:Broker:{}": "asset",
    "Liabilities:Clients:C100401:INV-0001:Principal{}": "liability",
    "Equity:Capital:{}": "equity", "Income:Fees:{}": "income", "Expenses:Interest:BALANCE:{}": "expense",
}  # fmt: skip


def bean_check(path: Path) -> str:
    done = subprocess.run([BEAN_CHECK, path], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr + ("" if done.returncode == 0 else f"exit code {done.returncode}")


@pytest.fixture
def a_year(db) -> int:
    """Fourteen months of random entries in two currencies, some reversed, some valued before they were booked."""
    chance = random.Random(20250101)
    specs = [AccountSpec(code.format(cur), kind, cur) for cur in ("USD", "EUR") for code, kind in CODES.items()]
    ids = api.open_accounts(specs)
    accounts = {"USD": ids[:6], "EUR": ids[6:]}
    drafts = []
    for number in range(400):
        booked_on = date(2024, 12, 1) + timedelta(days=number)
        value_on = booked_on - timedelta(days=chance.choice([0, 0, 0, 1, 40]))
        currency = chance.choice(["USD", "EUR"])
        first, second, third = chance.sample(accounts[currency], 3)
        parts = [chance.randint(1, 10**8), chance.randint(1, 10**8)]
        legs = [(first, sum(parts)), (second, -parts[0]), (third, -parts[1])]
        text = chance.choice(["Fee", 'A "quoted" word', "Back\\slash", "Two\nlines", "Żółć"])
        money = [Leg(account, Money.from_minor(minor, currency)) for account, minor in legs]
        drafts.append(Draft(f"entry:{number}", "transfer", text, booked_on, value_on, money))
    posted = api.post_entries(drafts, by=None)
    for draft, entry in list(zip(drafts, posted, strict=True))[::9]:
        later = draft.value_on + timedelta(days=chance.randint(0, 30))
        api.reverse_entry(entry.entry, key=f"undo:{entry.entry}", value_on=later, by=None, reason="Undone")
    days = {day: {"USD": f"1.{day.month:02}"} for day in (month.end for month in YEAR.months())}
    with clock.at(date(2026, 2, 1)):
        import_rates(content=history(days), name="rates.csv", by=None)
    return len(drafts)


def test_the_whole_ledger_passes_the_checker(a_year, tmp_path):
    path = tmp_path / "ledger.beancount"
    call_command("ledger", "export-beancount", str(path))
    assert bean_check(path) == ""
    assert path.read_text().count("\n  key: ") == a_year + (a_year + 8) // 9


def test_a_year_passes_with_the_balances_before_it_and_prices(a_year, tmp_path):
    path = tmp_path / "year.beancount"
    with path.open("w", encoding="utf-8") as file:
        written = export_books(file, period=YEAR)
    text = path.read_text()
    assert bean_check(path) == ""
    assert 0 < written < a_year + (a_year + 8) // 9
    assert text.count("\n2024-12-31 * ") == 2
    assert "2025-03-31 price EUR 1.03" in text
    assert text.count(" price EUR ") == 12


def test_the_checker_would_see_one_cent_that_is_missing_before_the_period(a_year, tmp_path):
    path = tmp_path / "year.beancount"
    with path.open("w", encoding="utf-8") as file:
        export_books(file, period=YEAR)
    head, opening, rest = path.read_text().partition("Balances before the period, USD")
    line = rest.splitlines()[1]
    account, amount, currency = line.split()
    changed = rest.replace(line, f"  {account}  {float(amount) + 0.01:.2f} {currency}", 1)
    path.write_text(head + opening + changed)
    assert "Transaction does not balance" in bean_check(path)


def test_the_page_gives_the_same_file(a_year, tmp_path):
    browser = Browser()
    browser.force_login(staff("viewer"))
    address = reverse("admin:books_beancount")
    response = browser.get(address, {"since": "2025-01-01", "until": "2025-12-31"})
    path = tmp_path / "year.beancount"
    path.write_bytes(b"".join(response.streaming_content))
    assert bean_check(path) == ""
    assert "2025-01-01-to-2025-12-31" in response["Content-Disposition"]
    assert Browser().get(address).status_code == 302
