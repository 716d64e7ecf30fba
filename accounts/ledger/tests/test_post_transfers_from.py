import pytest
from django.db import DatabaseError, connection

from accounts.ledger import api
from accounts.ledger.services.verify import verify
from accounts.ledger.tests.conftest import DAY, a_deposit, usd

# One transfer for each number: 1.01, 2.01, ... from the first account to the second.
QUERY = """
    select 'accrual:' || i as key, %s::bigint as debit_account, %s::bigint as credit_account, i * 100 + 1 as amount,
        %s as currency, 'Interest' as text
    from generate_series(%s::int, %s::int) i
"""


def transfers(bank: int, client: int, first: int, last: int, currency: str = "USD", query: str = QUERY):
    given = [bank, client, currency, first, last]
    return api.post_transfers_from(query, given, kind="accrual", booked_on=DAY, value_on=DAY, by=None)


def test_each_row_becomes_one_entry_and_none_twice(bank, client):
    assert transfers(bank, client, 1, 30) == api.PostedBatch(posted=30, replayed=0)
    assert transfers(bank, client, 21, 40) == api.PostedBatch(posted=10, replayed=10)
    assert transfers(bank, client, 1, 40) == api.PostedBatch(posted=0, replayed=40)
    assert api.balance(bank, as_of=DAY).minor == sum(100 * number + 1 for number in range(1, 41))
    api.seal()
    assert verify().findings == []


def test_nothing_to_post_is_no_trouble(bank, client):
    assert transfers(bank, client, 2, 1) == api.PostedBatch(0, 0)


def test_a_transfer_and_an_entry_of_the_same_content_share_their_key(bank, client):
    transfers(bank, client, 1, 1)
    said = {"kind": "accrual", "text": "Interest", "key": "accrual:1"}
    assert api.post_entry(a_deposit(bank, client, "1.01", **said), by=None).replayed
    assert api.post_entry(a_deposit(client, bank, "7.00", key="accrual:2"), by=None)
    with pytest.raises(api.KeyConflict, match="accrual:2"):
        transfers(bank, client, 1, 3)
    assert transfers(bank, client, 3, 3).posted == 1


def test_a_known_key_with_another_amount_keeps_everything_out(bank, client):
    transfers(bank, client, 1, 3)
    with pytest.raises(api.KeyConflict):
        transfers(bank, client, 3, 9, query=QUERY.replace("* 100 + 1", "* 100 + 2"))
    assert len(api.movements([bank])) == 3


def test_a_key_that_comes_twice_is_posted_once_if_it_says_the_same(bank, client):
    twice = QUERY.replace("'accrual:' || i", "'accrual'")
    with pytest.raises(api.KeyConflict):
        transfers(bank, client, 1, 2, query=twice)
    assert transfers(bank, client, 1, 2, query=twice.replace("i * 100 + 1", "5")) == api.PostedBatch(1, 1)
    assert api.balance(bank, as_of=DAY) == usd("0.05")


def test_negative_amounts_move_the_other_way(bank, client):
    transfers(bank, client, 1, 2, query=QUERY.replace("i * 100 + 1", "-i"))
    assert api.balance(bank, as_of=DAY) == usd("-0.03")
    assert api.post_entry(
        a_deposit(bank, client, "-0.01", key="accrual:1", kind="accrual", text="Interest"), by=None
    ).replayed


def test_transfers_meet_the_same_refusals_as_entries(bank, client):
    with pytest.raises(api.UnknownAccount, match="there is no account"):
        transfers(bank, 987654321, 1, 2)
    with pytest.raises(api.UnknownAccount, match="is kept in USD"):
        transfers(bank, client, 1, 2, currency="EUR")
    with pytest.raises(api.LedgerError):
        transfers(bank, client, 1, 2, query=QUERY.replace("i * 100 + 1", "0"))
    api.close_period(until=DAY, by=None)
    with pytest.raises(api.PeriodClosed):
        transfers(bank, client, 1, 2)


def test_the_query_runs_with_the_applications_own_rights(bank, client):
    sly = "with x as (delete from ledger_seal returning number) " + QUERY
    with pytest.raises(DatabaseError):
        transfers(bank, client, 1, 2, query=sly)


def test_a_large_load_leaves_fresh_statistics(bank, client):
    transfers(bank, client, 1, 10_000)
    with connection.cursor() as cursor:
        cursor.execute("select reltuples from pg_class where relname = 'ledger_entry'")
        assert cursor.fetchone()[0] >= 10_000
