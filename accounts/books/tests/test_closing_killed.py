"""A real process works off a checklist and is killed with SIGKILL in the middle of any step; the next one goes on."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from django.conf import settings
from django.db import connection

from accounts.books import registry
from accounts.books.models import ChainProof, ClosingRun
from accounts.books.services.close_month import close_month
from accounts.books.services.prove_chain import prove_chain
from accounts.books.services.start_closing import start_closing
from accounts.books.services.work_closing import work_closing
from accounts.books.tests.scenes import TODAY, a_quarter, people
from accounts.ledger import api
from fidus.lib import clock

# Stops in the step it is told, before or after its check was made, until it is killed.
_RUN = """
import time
import django
django.setup()
from accounts.books.services import work_closing as working
from accounts.books.services.move_closing import move_step
place, after = {place}, {after}

def stop():
    print("there", flush=True)
    time.sleep(60)

def move(step, action, **changes):
    if after and step.position == place and action.value != "start":
        stop()
    moved = move_step(step, action, **changes)
    if not after and step.position == place:
        stop()
    return moved

working.move_step = move
working.work_closing(run={run})
"""


def killed_at(run: int, place: int, *, after: bool) -> None:
    database = connection.settings_dict
    url = f"postgresql://fidus_app@/{database['NAME']}?host={database['HOST']}&port={database['PORT'] or 5432}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "fidus.settings",
        "SECRET_KEY": "tests",
        "DOCUMENT_KEYS": settings.DOCUMENT_KEYS[0],
        "DATABASE_URL": url,
    }
    code = _RUN.format(place=place, after=after, run=run)
    words = [sys.executable, "-c", code]
    with subprocess.Popen(words, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "there\n"
            process.send_signal(signal.SIGKILL)
        finally:
            process.kill()


def when_its_lock_is_gone(run: int) -> None:
    """The server notices a killed client within a moment."""
    deadline = time.monotonic() + 20
    while not work_closing(run=run):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_killed_at_any_step_the_closing_goes_on(committed_db):
    with clock.at(TODAY):
        a_quarter()
        ann, ben, _ = people()
        run = start_closing(month=date(2026, 1, 1), by=ann)
    places = range(1, len(registry.checks()) + 1)
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    for place in sorted(dice.sample(places, 3)):
        killed_at(run.pk, place, after=dice.choice([True, False]))
        step = run.steps.get(position=place)
        assert step.state == "running"
        assert {one.state for one in run.steps.filter(position__lt=place)} <= {"passed"}
        assert ClosingRun.objects.get().state == "checking"
    when_its_lock_is_gone(run.pk)
    run.refresh_from_db()
    assert run.state == "ready", list(run.steps.values_list("check_name", "findings"))
    assert [step.state for step in run.steps.all()] == ["passed"] * len(places)
    with clock.at(TODAY):
        close_month(run=run, by=ben)
    assert api.closed_until() == date(2026, 1, 31)


def test_two_processes_do_not_work_on_one_checklist(committed_db):
    with clock.at(TODAY):
        a_quarter()
        run = start_closing(month=date(2026, 1, 1), by=people()[0])
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    database = connection.settings_dict
    import psycopg

    with psycopg.connect(
        host=database["HOST"], port=database["PORT"] or 5432, dbname=database["NAME"], user=database["USER"] or None
    ) as other:
        other.execute("select pg_advisory_lock(70201, %s)", [run.pk])
        assert work_closing(run=run.pk) is False
        # The end of a connection frees its locks a moment later.
        other.execute("select pg_advisory_unlock(70201, %s)", [run.pk])
    assert work_closing(run=run.pk) is True


@pytest.mark.django_db
def test_a_proof_that_was_cut_short_goes_on_where_it_stopped():
    a_quarter()
    api.seal()
    first = prove_chain(stretch=4)
    assert (first.holds, first.newest, first.sealed) == (True, 6, 6)
    assert list(ChainProof.objects.values_list("seal", "entries")) == [(6, 2), (4, 4)]
    assert prove_chain(stretch=4).sealed == 0


@pytest.mark.django_db
def test_a_changed_entry_stops_the_proof(as_owner):
    a_quarter()
    api.seal()
    as_owner("alter table ledger_entry disable trigger user")
    as_owner("update ledger_entry set text = 'Something else' where key = 'rent 2'")
    as_owner("alter table ledger_entry enable trigger user")
    proof = prove_chain(stretch=2)
    assert not proof.holds
    assert "was changed" in proof.findings[0]
    assert ChainProof.objects.first().seal == 2
