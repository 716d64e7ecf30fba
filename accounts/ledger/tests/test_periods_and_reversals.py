from datetime import date

import pytest

from accounts.ledger import api
from accounts.ledger.tests.conftest import DAY, a_deposit, usd
from fidus.lib import clock

APRIL = date(2026, 4, 2)


def test_a_closed_period_takes_no_booking_and_no_value_date(bank, client):
    api.close_period(until=date(2026, 3, 31), by=None)
    with pytest.raises(api.PeriodClosed, match="closed until 2026-03-31"):
        api.post_entry(a_deposit(bank, client), by=None)
    with pytest.raises(api.PeriodClosed):
        api.post_entry(a_deposit(bank, client, booked_on=APRIL), by=None)
    assert not api.post_entry(a_deposit(bank, client, booked_on=APRIL, value_on=date(2026, 4, 1)), by=None).replayed


def test_a_period_is_not_opened_again(db):
    api.close_period(until=date(2026, 3, 31), by=None)
    with pytest.raises(api.PeriodClosed):
        api.close_period(until=date(2026, 3, 31), by=None)


def test_what_was_posted_before_the_close_is_still_answered(bank, client):
    first = api.post_entry(a_deposit(bank, client), by=None)
    api.close_period(until=date(2026, 3, 31), by=None)
    assert api.post_entry(a_deposit(bank, client), by=None) == api.Posted(first.entry, replayed=True)


def test_a_reversal_turns_the_legs_round_on_its_own_date(bank, client):
    wrong = api.post_entry(a_deposit(bank, client), by=None)
    api.close_period(until=date(2026, 3, 31), by=None)
    with clock.at(APRIL):
        undone = api.reverse_entry(wrong.entry, key="undo:1", value_on=APRIL, by=None, reason="Wrong client")
    assert api.balance(client, as_of=DAY) == usd("-100.00")
    assert api.balance(client, as_of=APRIL) == usd("0.00")
    newest = api.movements([client])[-1]
    assert (newest.entry, newest.kind, newest.text, newest.booked_on) == (
        undone.entry,
        "reversal",
        "Wrong client",
        APRIL,
    )


def test_a_reversal_into_a_closed_period_is_refused(bank, client):
    wrong = api.post_entry(a_deposit(bank, client), by=None)
    api.close_period(until=date(2026, 3, 31), by=None)
    with clock.at(APRIL), pytest.raises(api.PeriodClosed):
        api.reverse_entry(wrong.entry, key="undo:1", value_on=DAY, by=None, reason="Wrong client")


def test_an_entry_is_reversed_once(bank, client):
    wrong = api.post_entry(a_deposit(bank, client), by=None)
    undone = api.reverse_entry(wrong.entry, key="undo:1", value_on=APRIL, by=None, reason="Wrong")
    again = api.reverse_entry(wrong.entry, key="undo:1", value_on=APRIL, by=None, reason="Wrong")
    assert again == api.Posted(undone.entry, replayed=True)
    with pytest.raises(api.AlreadyReversed):
        api.reverse_entry(wrong.entry, key="undo:2", value_on=APRIL, by=None, reason="Wrong")


def test_nothing_is_reversed_before_its_value_date_and_nothing_that_is_not_there(bank, client):
    wrong = api.post_entry(a_deposit(bank, client), by=None)
    with pytest.raises(api.LedgerError, match="before its value date"):
        api.reverse_entry(wrong.entry, key="undo:1", value_on=date(2026, 3, 9), by=None, reason="Wrong")
    with pytest.raises(api.LedgerError, match="there is no entry"):
        api.reverse_entry(wrong.entry + 1, key="undo:1", value_on=APRIL, by=None, reason="Wrong")


def test_a_reversal_with_other_legs_is_refused(bank, client):
    wrong = api.post_entry(a_deposit(bank, client), by=None)
    with pytest.raises(api.Unbalanced, match="turned round"):
        api.post_entry(a_deposit(bank, client, "99.00", key="undo", reverses=wrong.entry), by=None)
