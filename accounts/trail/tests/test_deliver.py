import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.trail import registry
from accounts.trail.api import deliver, record
from accounts.trail.domain import delivery_states
from accounts.trail.errors import NotDead
from accounts.trail.models import Delivery
from accounts.trail.services import deliver as delivering
from accounts.trail.services.retry_delivery import retry_delivery
from accounts.trail.tests.happenings import HERE, rang
from tests.waiting import databases_clock, wait_until

SECONDS_AFTER_FAILURES = [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]


@pytest.fixture
def heard_by():
    before = registry.all_handlers()
    yield lambda *names: registry.hear({"BellRang": [f"{HERE}.{name}" for name in names]})
    registry.hear(before)


def make_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute("update trail_delivery set due_at = now() - interval '1 s', lease_until = null")


def test_an_event_reaches_each_of_its_handlers_once(db, heard_by, tmp_path):
    heard_by("note", "fail")
    key = record(rang(tmp_path / "diary"), by=None)
    assert deliver() == 1
    assert deliver() == 0
    assert (tmp_path / "diary").read_text() == f"{key}\n"
    assert {d.handler.split(".")[-1]: d.state for d in Delivery.objects.all()} == {
        "note": "delivered",
        "fail": "pending",
    }


def test_what_fails_is_tried_again_later_and_later_and_then_lies_dead(db, heard_by):
    heard_by("fail")
    record(rang(), by=None)
    assert len(SECONDS_AFTER_FAILURES) == delivery_states.MOST_ATTEMPTS
    for seconds in SECONDS_AFTER_FAILURES:
        planned = timedelta(seconds=seconds)
        make_due()
        before = databases_clock()
        deliver()
        after = databases_clock()
        assert before + planned <= Delivery.objects.get().due_at <= after + planned
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == ("dead", "ConnectionError: the bell has no rope")
    make_due()
    assert deliver() == 0
    assert Delivery.objects.get().attempts == delivery_states.MOST_ATTEMPTS


def test_a_dead_delivery_can_be_sent_out_again(db, heard_by, tmp_path):
    heard_by("note")
    record(rang(tmp_path / "diary"), by=None)
    Delivery.objects.update(state="dead", attempts=13)
    retry_delivery(Delivery.objects.get(), by=None)
    assert deliver() == 1
    with pytest.raises(NotDead):
        retry_delivery(Delivery.objects.get(), by=None)


def test_a_worker_that_came_too_late_changes_nothing(db, heard_by, tmp_path):
    heard_by("note")
    record(rang(tmp_path / "diary"), by=None)
    slow = delivering._claim()
    make_due()
    assert deliver() == 1
    delivering._failed(slow, TimeoutError("too late"))
    assert Delivery.objects.get().state == "delivered"


def test_who_kills_every_worker_ends_up_dead(db, heard_by):
    heard_by("fail")
    record(rang(), by=None)
    Delivery.objects.update(attempts=delivery_states.MOST_ATTEMPTS)
    with connection.cursor() as cursor:
        cursor.execute("update trail_delivery set lease_until = now() - interval '1 s'")
    assert deliver() == 0
    assert Delivery.objects.get().state == "dead"
    assert "worker died" in Delivery.objects.get().last_error


def test_many_workers_share_the_work_without_doing_it_twice(committed_db, heard_by, tmp_path):
    heard_by("note")
    with transaction.atomic():
        keys = [record(rang(tmp_path / "diary"), by=None) for _ in range(64)]

    def work(_: int) -> int:
        try:
            return deliver()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 64
    assert sorted(map(int, (tmp_path / "diary").read_text().split())) == keys


def test_what_a_killed_process_left_is_delivered_again(committed_db, heard_by, tmp_path):
    """A real process, killed in the middle of a handler; its lease, made long, is over when we say so."""
    heard_by("note_and_hang")
    diary = tmp_path / "diary"
    with transaction.atomic():
        key = record(rang(diary), by=None)
    worker = _a_worker()
    try:
        wait_until(lambda: diary.exists() and diary.read_text().endswith("\n"))
        assert deliver() == 0  # the lease holds
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        with connection.cursor() as cursor:
            cursor.execute("update trail_delivery set lease_until = clock_timestamp() - interval '1 s'")
        assert deliver() == 1
    finally:
        worker.kill()
        worker.wait()
    assert diary.read_text() == f"{key}\n{key}\n"
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == ("delivered", 2)


def _a_worker() -> subprocess.Popen:
    code = (
        "import django, datetime; django.setup();"
        "from accounts.trail.services import deliver as d; d.LEASE = datetime.timedelta(minutes=10); d.deliver()"
    )
    server = connection.settings_dict
    url = f"postgresql://fidus_app@/{server['NAME']}?host={server['HOST']}&port={server['PORT'] or 5432}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "fidus.settings",
        "DATABASE_URL": url,
        "SECRET_KEY": "tests",
        "DOCUMENT_KEYS": settings.DOCUMENT_KEYS[0],
    }
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR)
