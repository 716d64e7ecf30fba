import time
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from fidus import health, heartbeats


@pytest.fixture(autouse=True)
def everybody_lives(monkeypatch):
    now = time.time()
    # It stands still, so that nobody grows older than a test says.
    monkeypatch.setattr(heartbeats, "time", SimpleNamespace(time=lambda: now, monotonic=time.monotonic))
    cache.clear()
    for name in ("worker", "beat", "watch", "trade", "notices", "task"):
        heartbeats.beat(name)
    yield
    cache.clear()


def parts(client) -> tuple[int, dict]:
    answer = client.get("/api/health/ready")
    return answer.status_code, answer.json()["parts"]


def silent_for(name: str, seconds: float) -> None:
    cache.set(f"heartbeat:{name}", heartbeats.time.time() - seconds, 60)


def test_a_living_process_says_so_without_asking_the_database(client):
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_all_parts_well_is_200_with_a_time_for_each(db, client):
    status, found = parts(client)
    assert status == 200
    assert set(found) == {"database", "valkey", "worker", "beat", "watch", "inbox", "trade", "notices"}
    assert all(part["ok"] and part["milliseconds"] >= 0 for part in found.values())


def test_it_is_never_kept_by_a_cache(db, client):
    assert "no-store" in client.get("/api/health/ready")["Cache-Control"]


def test_a_missing_migration_fails_the_database(db, client, monkeypatch):
    applied = MigrationRecorder(connection).applied_migrations()
    applied.popitem()
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: applied)
    status, found = parts(client)
    assert status == 503
    assert found["database"]["detail"] == "1 migrations are not applied: run manage.py migrate"


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("worker", health.WORKER_SILENT_AFTER),
        ("beat", health.BEAT_SILENT_AFTER),
        ("watch", health.WATCH_SILENT_AFTER),
        ("trade", health.TRADE_SILENT_AFTER),
    ],
)
def test_a_silent_part_fails_and_the_others_stay_well(db, client, name, limit):
    silent_for(name, limit + 1)
    status, found = parts(client)
    assert status == 503
    assert {part for part, told in found.items() if not told["ok"]} == {name}
    assert "last sign of life" in found[name]["detail"]


def test_while_nobody_is_told_the_site_is_still_well(db, client):
    silent_for("notices", health.NOTICES_SILENT_AFTER + 1)
    status, found = parts(client)
    assert (status, found["notices"]["ok"]) == (200, False)


def test_a_worker_busy_with_long_tasks_is_well(db, client):
    silent_for("task", 500)
    status, found = parts(client)
    assert status == 200
    assert found["worker"]["detail"] == "last heartbeat task 500 s ago"


def test_a_part_never_heard_of_fails(db, client):
    cache.delete("heartbeat:beat")
    assert parts(client)[1]["beat"]["detail"] == "has given no sign of life"


def test_a_drivers_message_with_hosts_and_users_is_not_told(db, client, monkeypatch):
    def refuse(recorder):
        raise ConnectionError("connection to server at db.internal, user fidus_app, password s3cret failed")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", refuse)
    status, found = parts(client)
    assert status == 503
    assert found["database"]["detail"] == "cannot be reached (ConnectionError)"


def test_it_costs_three_small_queries(db, client, django_assert_num_queries):
    health.examine()
    # MigrationRecorder looks whether its table is there, then reads it; the inbox is counted.
    with django_assert_num_queries(3):
        health.examine()


def test_it_only_answers_to_reading(db, client):
    assert client.post("/api/health/ready").status_code == 405
