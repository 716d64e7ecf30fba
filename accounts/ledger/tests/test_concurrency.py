"""Many at once, with real commits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import psycopg
import pytest
from django.db import connection

from accounts.ledger import api
from accounts.ledger.api import Draft, Leg
from accounts.ledger.services.verify import verify
from accounts.ledger.tests.conftest import DAY, a_deposit, open_bank, open_client, usd
from tests.waiting import until_somebody_waits


@pytest.fixture
def bank(committed_db) -> int:
    return open_bank()


@pytest.fixture
def client(committed_db) -> int:
    return open_client()


def all_at_once(size: int, do) -> list[object]:
    """What `do(number)` answered or raised in each of `size` threads that set out together."""
    together = Barrier(size)

    def run(number: int) -> object:
        connection.ensure_connection()
        together.wait()
        try:
            return do(number)
        except api.LedgerError as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(size) as threads:
        return list(threads.map(run, range(size)))


def test_64_postings_of_one_key_make_one_entry(bank, client):
    answers = all_at_once(64, lambda number: api.post_entry(a_deposit(bank, client), by=None))
    assert len({answer.entry for answer in answers}) == 1
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 63
    assert api.balance(bank, as_of=DAY) == usd("100.00")


def test_of_two_contents_under_one_key_one_wins(bank, client):
    answers = all_at_once(16, lambda n: api.post_entry(a_deposit(bank, client, f"{1 + n % 2}.00"), by=None))
    winners = [answer for answer in answers if isinstance(answer, api.Posted)]
    assert len(winners) == 8
    assert answers.count(api.KeyConflict) == 8


def test_of_many_reversals_one_stands(bank, client):
    wrong = api.post_entry(a_deposit(bank, client), by=None).entry
    answers = all_at_once(
        16, lambda n: api.reverse_entry(wrong, key=f"undo:{n}", value_on=DAY, by=None, reason="Wrong client")
    )
    assert answers.count(api.AlreadyReversed) == 15
    assert api.balance(bank, as_of=DAY) == usd("0.00")


def crossing(bank: int, client: int, number: int) -> Draft:
    """Every second transfer names the same two accounts the other way round."""
    legs = [Leg(bank, usd("1.00")), Leg(client, usd("-1.00"))]
    return Draft(f"cross:{number}", "transfer", "", DAY, DAY, legs[:: -1 if number % 2 else 1])


def test_crossing_transfers_never_wait_in_a_circle(bank, client):
    def ten(thread: int) -> int:
        for number in range(10):
            api.post_entry(crossing(bank, client, 10 * thread + number), by=None)
        return 10

    assert sum(all_at_once(16, ten)) == 160
    assert api.balance(bank, as_of=DAY) == usd("160.00")
    api.seal()
    assert verify().findings == []


def test_batches_that_share_keys_in_opposite_order_never_wait_in_a_circle(bank, client):
    def batch(thread: int) -> int:
        numbers = range(40) if thread % 2 else reversed(range(40))
        return len(api.post_entries([crossing(bank, client, number) for number in numbers], by=None))

    assert all_at_once(8, batch) == [40] * 8
    assert api.balance(bank, as_of=DAY) == usd("40.00")


def url() -> str:
    given = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=given["HOST"], port=given["PORT"] or None, user=given["USER"], dbname=given["NAME"]
    )


POST = """
    select entry from ledger_post(array[%s], array['deposit'], array['late'], array[date '2026-03-10'],
        array[date '2026-03-10'], array[null::bigint], array[null::bigint], null, now(), array[1, 1], array[1, 2],
        array[%s, %s]::bigint[], array[100, -100], array['USD', 'USD'])
"""


def test_no_entry_is_left_out_though_commits_overtake_each_other(bank, client):
    """An entry with an earlier number commits after a later one was ready to be sealed."""
    with psycopg.connect(url()) as slow, psycopg.connect(url(), autocommit=True) as quick:
        early = slow.execute(POST, ["early", bank, client]).fetchone()[0]
        later = quick.execute(POST.replace("2026-03-10", "2026-04-10"), ["later", open_client(2), open_client(3)])
        assert later.fetchone()[0] > early
        # The control: what looks only at numbers would seal the later entry now and never come back for the earlier.
        visible = quick.execute("select array_agg(key) from ledger_entry").fetchone()[0]
        assert visible == ["later"]
        assert api.seal() == 0
        slow.commit()
        assert api.seal() == 2
    sealed = [movement.key for movement in api.movements([bank, open_client(2)]) if movement.seal]
    assert sealed == ["early", "later"]
    assert verify().holds


def test_sealing_while_everybody_posts_leaves_nothing_out(bank, client):
    def work(thread: int) -> None:
        for number in range(25):
            if thread == 0:
                api.seal()
            else:
                api.post_entry(a_deposit(bank, client, key=f"{thread}:{number}"), by=None)

    all_at_once(8, work)
    assert api.seal() == 7 * 25
    assert verify().findings == []


def test_closing_waits_for_a_posting_under_way_and_stops_the_next(bank, client):
    with psycopg.connect(url()) as slow:
        slow.execute(POST, ["early", bank, client])
        with ThreadPoolExecutor(1) as threads:
            closing = threads.submit(_close_in_a_thread)
            until_somebody_waits()
            assert not closing.done()
            slow.commit()
            closing.result(timeout=60)
    with pytest.raises(api.PeriodClosed):
        api.post_entry(a_deposit(bank, client), by=None)


def _close_in_a_thread() -> None:
    try:
        api.close_period(until=date(2026, 3, 31), by=None)
    finally:
        connection.close()


def test_a_restored_dump_seals_what_it_has_and_begins_a_new_epoch(bank, client):
    """In another cluster transactions count from the start: here its identifier is made to differ."""
    api.post_entries([a_deposit(bank, client, key=str(number)) for number in range(3)], by=None)
    with connection.cursor() as cursor:
        cursor.execute("set role postgres")
        cursor.execute("alter table ledger_epoch disable trigger user")
        cursor.execute("update ledger_epoch set system_identifier = 1")
        cursor.execute("alter table ledger_epoch enable trigger user")
        cursor.execute("alter table ledger_entry disable trigger user")
        cursor.execute("update ledger_entry set xid = xid + 1000000000")
        cursor.execute("alter table ledger_entry enable trigger user")
        cursor.execute("set role fidus_app")
    assert api.seal() == 3
    api.post_entry(a_deposit(bank, client, key="after"), by=None)
    assert api.seal() == 4
    assert verify().findings == []
