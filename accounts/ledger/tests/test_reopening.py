from datetime import date

import pytest
from django.db import connection, transaction

from accounts.ledger import api
from accounts.ledger.refusals import refusals
from accounts.ledger.services.verify import verify
from accounts.ledger.tests.conftest import DAY, a_deposit
from accounts.tests.people import staff

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


@pytest.fixture
def ann(db):
    return staff(email="ann@example.test")


@pytest.fixture
def ben(db):
    return staff(email="ben@example.test")


def test_a_reopened_period_takes_entries_again_and_the_one_before_it_does_not(bank, client, ann, ben):
    api.close_period(until=FEBRUARY, by=ann)
    api.close_period(until=MARCH, by=ann)
    api.reopen_period(until=FEBRUARY, by=ben, asked_by=ann, reason="A fee of March came late")
    assert api.closed_until() == FEBRUARY
    assert not api.post_entry(a_deposit(bank, client), by=ann).replayed
    with pytest.raises(api.PeriodClosed, match="closed until 2026-02-28"):
        api.post_entry(a_deposit(bank, client, key="2", value_on=FEBRUARY), by=ann)
    api.close_period(until=MARCH, by=ann)
    assert [(one.until, one.reason) for one in api.decisions()] == [
        (MARCH, ""), (FEBRUARY, "A fee of March came late"), (MARCH, ""), (FEBRUARY, "")
    ]  # fmt: skip


def test_everything_can_be_opened_again(bank, client, ann, ben):
    api.close_period(until=MARCH, by=ann)
    api.reopen_period(until=None, by=ben, asked_by=ann, reason="Begun too early")
    assert api.closed_until() is None
    assert not api.post_entry(a_deposit(bank, client), by=ann).replayed


def test_seals_and_entries_stay_as_they_were(bank, client, ann, ben):
    api.post_entry(a_deposit(bank, client), by=ann)
    newest = api.seal()
    api.close_period(until=MARCH, by=ann)
    api.reopen_period(until=FEBRUARY, by=ben, asked_by=ann, reason="A fee came late")
    assert api.newest_seal() == newest
    assert verify().holds


def test_who_closed_does_not_reopen_by_any_door(ann, ben):
    api.close_period(until=JANUARY, by=ben)
    api.close_period(until=FEBRUARY, by=ann)
    api.close_period(until=MARCH, by=ben)
    with pytest.raises(api.SecondPersonNeeded):
        api.reopen_period(until=JANUARY, by=ann, asked_by=ben, reason="Mine")
    with pytest.raises(api.SecondPersonNeeded), refusals(), connection.cursor() as cursor:
        cursor.execute("select ledger_reopen_period(%s, %s, %s, 'Mine', now())", [FEBRUARY, ben.pk, ann.pk])


def test_who_asked_does_not_decide_by_any_door(ann, ben, as_owner):
    api.close_period(until=JANUARY, by=ann)
    with pytest.raises(api.SecondPersonNeeded, match="whoever asked"):
        api.reopen_period(until=None, by=ben, asked_by=ben, reason="Mine")
    with (
        pytest.raises(api.LedgerError, match="one person asks"),
        refusals(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select ledger_reopen_period(null, %s, null, 'Mine', now())", [ben.pk])
    with pytest.raises(Exception, match="ledger_reopened_by_two"), transaction.atomic():
        # As the tables' owner, whom no function stands in the way of.
        as_owner(
            "insert into ledger_closed_period (until, closed_at, by_id, asked_by_id, reason)"
            " values (null, now(), %s, %s, 'Mine')",
            [ben.pk, ben.pk],
        )


def test_who_closed_asks_and_another_decides(ann, ben):
    api.close_period(until=JANUARY, by=ann)
    api.reopen_period(until=None, by=ben, asked_by=ann, reason="A fee came late")
    newest = api.decisions()[0]
    assert (newest.by, newest.asked_by, newest.until) == (ben, ann, None)


def test_who_closed_another_period_may(ann, ben):
    api.close_period(until=JANUARY, by=ben)
    api.close_period(until=FEBRUARY, by=ann)
    api.reopen_period(until=JANUARY, by=ben, asked_by=ann, reason="A fee came late")
    assert api.closed_until() == JANUARY


@pytest.mark.parametrize("until", [MARCH, date(2026, 4, 30)])
def test_the_books_are_not_closed_further_by_reopening(ann, ben, until):
    api.close_period(until=MARCH, by=ann)
    with pytest.raises(api.LedgerError, match="closed until 2026-03-31 and not beyond"):
        api.reopen_period(until=until, by=ben, asked_by=ann, reason="Why not")


def test_there_is_a_reason_and_something_to_open(ann, ben):
    with pytest.raises(api.LedgerError, match="no period is closed"):
        api.reopen_period(until=None, by=ben, asked_by=ann, reason="Why not")
    api.close_period(until=MARCH, by=ann)
    with pytest.raises(api.LedgerError, match="says why"):
        api.reopen_period(until=FEBRUARY, by=ben, asked_by=ann, reason="  ")


def test_the_application_cannot_write_decisions_itself(ann):
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("insert into ledger_closed_period (until, closed_at, reason) values (null, now(), '')")


def test_what_was_posted_since_a_seal_is_counted_by_period(bank, client):
    api.post_entry(a_deposit(bank, client), by=None)
    newest = api.seal()
    assert api.posted_since(newest, until=DAY) == 0
    api.post_entry(a_deposit(bank, client, key="2"), by=None)
    api.post_entry(a_deposit(bank, client, key="3", value_on=MARCH), by=None)
    api.post_entry(a_deposit(bank, client, key="4", value_on=MARCH, booked_on=MARCH), by=None)
    assert api.posted_since(newest, until=DAY) == api.unsealed_until(DAY) == 2
    api.seal()
    assert (api.posted_since(newest, until=DAY), api.posted_since(newest, until=MARCH)) == (2, 3)
    assert api.unsealed_until(MARCH) == 0


def test_a_fresh_ledger_waits_for_its_seals(bank, client):
    assert api.posted_since(0, until=DAY) == 0
    api.post_entry(a_deposit(bank, client), by=None)
    assert api.posted_since(0, until=DAY) == 1
