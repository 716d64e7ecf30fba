"""What happens to a run from two sides at once: cancelled in the middle, worked on by two, its worker killed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import OperationalError, connection

from accounts.models import Client
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeKey, IntakeResult
from funds.intake.progress import done_so_far
from funds.intake.services import take_rows
from funds.intake.services import work_run as working_off
from funds.intake.services.end_run import end_run
from funds.intake.services.start_run import start_run
from funds.intake.services.try_run import try_run
from funds.intake.services.work_run import work_run
from funds.intake.tests.scenes import clients, run_of
from funds.tests.scenes import a_user
from tests.waiting import until_somebody_waits


class Halfway:
    """Takes rows as ever, but waits before one of them until somebody lets it go on."""

    def __init__(self, monkeypatch, row):
        self.reached, self.go_on, self._kept, self._row = Event(), Event(), take_rows.take_row, row
        monkeypatch.setattr(take_rows, "take_row", self)

    def __call__(self, *, run, row, by):
        if row.number == self._row:
            self.reached.set()
            assert self.go_on.wait(60)
        return self._kept(run=run, row=row, by=by)


def working(pool, work, run):
    def do():
        try:
            return work(run=run.pk)
        finally:
            connection.close()

    return pool.submit(do)


def started(count, *, whole=True):
    user = a_user("clerk")
    run = run_of("clients", clients(count), user, whole=whole)
    return start_run(run=run, by=user), user


def test_a_whole_run_cancelled_in_the_middle_leaves_nothing(committed_db, monkeypatch):
    (run, user), halfway = started(60), Halfway(monkeypatch, 40)
    with ThreadPoolExecutor(1) as pool:
        worker = working(pool, work_run, run)
        assert halfway.reached.wait(60)
        assert done_so_far(run) == 25
        assert work_run(run=run.pk) is None
        assert end_run(run=run, action="cancel", by=user).state == "cancelled"
        halfway.go_on.set()
        assert worker.result() is None
    run.refresh_from_db()
    left = Client.objects.exists(), IntakeKey.objects.exists(), IntakeResult.objects.exists()
    assert (run.state, run.done, left) == ("cancelled", 0, (False, False, False))


def test_a_run_cancelled_between_rows_keeps_those_that_are_in(committed_db, monkeypatch):
    (run, user), halfway, steps = started(60, whole=False), Halfway(monkeypatch, 40), []
    kept = working_off._taken_in_hand

    def third_step_after_the_stopper(run):
        # It waits in the second one for the row, which the worker may have again before it wakes up.
        steps.append(run)
        if len(steps) == 3:
            stopper.result(60)
        return kept(run)

    monkeypatch.setattr(working_off, "_taken_in_hand", third_step_after_the_stopper)
    with ThreadPoolExecutor(2) as pool:
        worker = working(pool, work_run, run)
        assert halfway.reached.wait(60)
        stopper = working(pool, lambda run: end_run(run=one, action="cancel", by=user), one := run)
        until_somebody_waits()
        halfway.go_on.set()
        assert (worker.result(), stopper.result().state) in ((None, "cancelled"),)
    run.refresh_from_db()
    assert run.done == Client.objects.count() == run.results.filter(outcome="added").count() == 50


def test_of_two_workers_one_does_it_and_a_finished_run_is_not_cancelled(committed_db):
    run, user = started(40)
    with ThreadPoolExecutor(4) as pool:
        found = [one.result() for one in [working(pool, work_run, run) for _ in range(4)]]
    assert [one.state for one in found if one] == ["finished"]
    assert Client.objects.count() == 40
    with pytest.raises(IntakeError, match="finished; that cannot"):
        end_run(run=run, action="cancel", by=user)


def test_a_whole_run_whose_worker_is_killed_starts_again_and_adds_nothing_twice(committed_db, monkeypatch):
    run, _ = started(60)
    kept = take_rows.take_row

    def dies(*, run, row, by):
        if row.number == 40:
            # As when the process is killed: the server ends what its connection had begun.
            with connection.cursor() as cursor:
                cursor.execute("set role none")
                cursor.execute("select pg_terminate_backend(pg_backend_pid())")
        return kept(run=run, row=row, by=by)

    monkeypatch.setattr(take_rows, "take_row", dies)
    with ThreadPoolExecutor(1) as pool, pytest.raises(OperationalError):
        working(pool, work_run, run).result()
    assert not Client.objects.exists()
    monkeypatch.setattr(take_rows, "take_row", kept)
    assert work_run(run=run.pk).state == "finished"
    assert (Client.objects.count(), run.results.count()) == (60, 60)


def test_several_workers_try_each_row_once(committed_db):
    run = run_of("clients", clients(120), a_user("clerk"), tried=False)
    with ThreadPoolExecutor(4) as pool:
        for one in [working(pool, try_run, run) for _ in range(4)]:
            one.result()
    run.refresh_from_db()
    assert (run.tried, run.trials.count(), Client.objects.count()) == (120, 120, 0)
