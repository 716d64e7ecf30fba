from datetime import date

import pytest

from accounts.ledger import api
from accounts.ledger.api import Draft, Leg
from fidus.lib.money import Money

DAY = date(2026, 3, 10)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


@pytest.fixture
def bank(db) -> int:
    return api.open_account(code="Assets:Bank:USD", kind="asset", currency="USD")


@pytest.fixture
def client(db) -> int:
    return api.open_account(code="Liabilities:Clients:C100417", kind="liability", currency="USD")


def a_deposit(bank: int, client: int, amount: str = "100.00", key: str = "deposit:1", **fields) -> Draft:
    legs = [Leg(bank, usd(amount)), Leg(client, -usd(amount))]
    return Draft(
        **{"key": key, "kind": "deposit", "text": "Deposit", "booked_on": DAY, "value_on": DAY, "legs": legs, **fields}
    )


def test_a_posted_entry_moves_both_balances(bank, client):
    posted = api.post_entry(a_deposit(bank, client), by=None)
    assert not posted.replayed
    assert api.balances([bank, client], as_of=DAY) == {bank: usd("100.00"), client: usd("-100.00")}
    assert api.balance(bank, as_of=date(2026, 3, 9)) == usd("0.00")


def test_the_same_key_again_returns_the_first_answer(bank, client):
    first = api.post_entry(a_deposit(bank, client), by=None)
    again = api.post_entry(a_deposit(bank, client), by=None)
    assert (again.entry, again.replayed) == (first.entry, True)
    assert api.balance(bank, as_of=DAY) == usd("100.00")


def test_the_same_key_with_other_content_is_refused(bank, client):
    api.post_entry(a_deposit(bank, client), by=None)
    with pytest.raises(api.KeyConflict):
        api.post_entry(a_deposit(bank, client, "100.01"), by=None)
    assert api.balance(bank, as_of=DAY) == usd("100.00")


def test_legs_that_do_not_sum_to_zero_are_refused(bank, client):
    draft = a_deposit(bank, client, legs=[Leg(bank, usd("1.00")), Leg(client, usd("-0.99"))])
    with pytest.raises(api.Unbalanced):
        api.post_entry(draft, by=None)


def test_an_entry_without_legs_is_refused(bank, client):
    with pytest.raises(api.Unbalanced):
        api.post_entry(a_deposit(bank, client, legs=[]), by=None)


def test_movements_tell_what_happened(bank, client):
    posted = api.post_entry(a_deposit(bank, client), by=None)
    number = api.seal()
    (movement,) = api.movements([client])
    assert (movement.entry, movement.seal, movement.amount) == (posted.entry, number, usd("-100.00"))
