import multiprocessing
import os
import signal
import time
from datetime import date, timedelta

import pytest
from django.db import connection, connections

from fidus.lib import clock
from funds.models import Accrual, Statement, StatementBatch
from funds.selectors.statement_batches import progress
from funds.services.ask_for_statement import ask_for_statement
from funds.services.cancel_statement_batch import cancel_statement_batch
from funds.services.retry_statement_batch import retry_statement_batch
from funds.services.start_statement_batch import start_statement_batch
from funds.services.work_statement_batch import LEASE, WAIT_FOR_SEAL, work_statement_batch
from funds.statements.errors import MonthNotOver, NotSealedYet, StatementRefused
from funds.tests.statements import books

OCTOBER = date(2026, 10, 1)


def test_each_client_gets_one_statement_and_a_failure_is_told_without_holding_up_the_others(november):
    clients = [books.small(name) for name in ("Ann Example", "Bob Example", "Cleo Example")]
    Accrual.objects.filter(investment__client=clients[1]).update(accrued_through=date(2026, 10, 3))
    batch = start_statement_batch(month=OCTOBER, by=None)
    assert start_statement_batch(month=OCTOBER, by=None) == batch
    assert work_statement_batch(batch=batch.pk) == 3
    batch.refresh_from_db()
    assert batch.state == "finished"
    now = progress(batch)
    assert (now.total, now.done, now.failed, now.pending) == (3, 2, 1, 0)
    failed = batch.rows.get(state="failed")
    assert failed.client == clients[1]
    assert "not accrued" in failed.reason

    Accrual.objects.update(accrued_through=date(2026, 10, 31))
    retry_statement_batch(batch=batch, by=books.user("office@fidus.example"))
    assert work_statement_batch(batch=batch.pk) == 1
    assert progress(batch).done == Statement.objects.count() == 3


def test_a_cancelled_run_stops_and_keeps_what_is_issued(november):
    for name in ("Ann Example", "Bob Example"):
        books.small(name)
    office = books.user("office@fidus.example")
    batch = start_statement_batch(month=OCTOBER, by=office)
    work_statement_batch(batch=batch.pk, most=1)
    cancel_statement_batch(batch=batch, by=office)
    assert work_statement_batch(batch=batch.pk) == 0
    assert (progress(batch).done, progress(batch).cancelled) == (1, 1)
    with pytest.raises(StatementRefused):
        cancel_statement_batch(batch=batch, by=office)
    retry_statement_batch(batch=batch, by=office)
    work_statement_batch(batch=batch.pk)
    assert Statement.objects.count() == 2


def test_a_run_of_one_client_goes_on_beside_the_months(november):
    ann, _ = books.small("Ann Example"), books.small("Bob Example")
    office = books.user("office@fidus.example")
    month = start_statement_batch(month=OCTOBER, by=None)
    alone = ask_for_statement(client=ann, month=OCTOBER, by=office)
    assert ask_for_statement(client=ann, month=OCTOBER, by=office) == alone
    assert start_statement_batch(month=OCTOBER, by=None) == month != alone
    with pytest.raises(StatementRefused, match="asked for otherwise"):
        ask_for_statement(client=ann, month=OCTOBER, correct=True, by=office)
    assert work_statement_batch(batch=alone.pk) == 1
    issued = Statement.objects.get()
    assert (issued.client, issued.issued_by) == (ann, office)
    # Asked for once more, also by the month's run: what is issued stands.
    assert work_statement_batch(batch=month.pk) == 2
    again = ask_for_statement(client=ann, month=OCTOBER, correct=True, by=office)
    work_statement_batch(batch=again.pk)
    assert again.rows.get().statement == issued
    assert Statement.objects.count() == 2


def test_a_month_that_is_not_over_has_no_run(november):
    with pytest.raises(MonthNotOver):
        start_statement_batch(month=date(2026, 11, 1), by=None)
    with pytest.raises(MonthNotOver):
        ask_for_statement(client=books.small("Ann Example"), month=date(2026, 11, 1), by=None)


def _work(database: str, batch: int, archive: str, started) -> None:
    """A worker process that tells when it holds a row, then never finishes it."""
    connections.close_all()
    connection.settings_dict["NAME"] = database
    from funds.services import work_statement_batch as work

    def hang(**_):
        started.set()
        time.sleep(60)

    work.issue_statement = hang
    with clock.at(books.THIRD_OF_NOVEMBER):
        work.work_statement_batch(batch=batch)


def test_kill_nine_of_a_worker_loses_no_statement_and_makes_none_twice(november):
    for name in ("Ann Example", "Bob Example"):
        books.small(name)
    batch = start_statement_batch(month=OCTOBER, by=None)
    forked = multiprocessing.get_context("fork")
    started = forked.Event()
    connections.close_all()
    worker = forked.Process(
        target=_work, args=(connection.settings_dict["NAME"], batch.pk, str(november), started), daemon=True
    )
    worker.start()
    assert started.wait(20)
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()

    assert progress(batch).at_work == 1
    assert work_statement_batch(batch=batch.pk) == 1
    batch.refresh_from_db()
    assert batch.state == "running"
    with clock.at(books.THIRD_OF_NOVEMBER + LEASE + timedelta(seconds=1)):
        assert work_statement_batch(batch=batch.pk) == 1
    batch = StatementBatch.objects.get(pk=batch.pk)
    assert batch.state == "finished"
    assert Statement.objects.count() == 2
    assert sorted(batch.rows.values_list("attempts", flat=True)) == [1, 2]


def test_a_row_whose_entries_wait_for_their_seal_comes_round_again(november, monkeypatch):
    books.small("Ann Example")
    batch = start_statement_batch(month=OCTOBER, by=None)

    def too_soon(**_):
        raise NotSealedYet("just being sealed")

    with monkeypatch.context() as patched:
        patched.setattr("funds.services.work_statement_batch.issue_statement", too_soon)
        work_statement_batch(batch=batch.pk)
    row = batch.rows.get()
    assert (row.state, row.attempts) == ("pending", 0)
    with clock.at(books.THIRD_OF_NOVEMBER + WAIT_FOR_SEAL + timedelta(seconds=1)):
        work_statement_batch(batch=batch.pk)
    row.refresh_from_db()
    assert row.state == "done"
