"""A small chart of accounts."""

from datetime import date

import pytest

from accounts.ledger import api
from accounts.ledger.api import Draft, Leg
from fidus.lib.money import Money

DAY = date(2026, 3, 10)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def open_bank() -> int:
    return api.open_account(code="Assets:Bank:USD", kind="asset", currency="USD")


def open_client(number: int = 100417) -> int:
    return api.open_account(code=f"Liabilities:Clients:C{number}", kind="liability", currency="USD")


@pytest.fixture
def bank(db) -> int:
    return open_bank()


@pytest.fixture
def client(db) -> int:
    return open_client()


def a_deposit(bank: int, client: int, amount: str = "100.00", key: str = "deposit:1", **fields) -> Draft:
    given = {"key": key, "kind": "deposit", "text": "Deposit", "booked_on": DAY, "value_on": DAY}
    legs = [Leg(bank, usd(amount)), Leg(client, -usd(amount))]
    return Draft(**{**given, "legs": legs, **fields})
