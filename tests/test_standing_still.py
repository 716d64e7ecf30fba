"""Who stands still in the middle of a transaction keeps its rows locked only for so long: pages, and workers' jobs."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from tests.gateway.servers import valkey
from tests.killed.process import Process, processes
from tests.killed.test_killed_sweeps import SWEEPS, WORKER, ask_for, some_accounts
from tests.waiting import wait_until

WEB = "from fidus.wsgi import application"
STREAM = "from fidus.stream.asgi import application"
COMMAND = "import django; django.setup(); from fidus.lib.lasting import last_until_told; last_until_told()"
ELSEWHERE = "import django; django.setup()"
ASKED = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("show idle_in_transaction_session_timeout")
    print(cursor.fetchone()[0])
"""
STANDS_STILL = """
import time
from django.db import DatabaseError, connection, transaction
try:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(42)")
        print("locked", flush=True)
        time.sleep(30)
        cursor.execute("select 1")
except DatabaseError:
    print("ended", flush=True)
"""


def program(*lines: str, **told: str) -> subprocess.Popen[str]:
    database = connection.settings_dict
    surroundings = {
        **os.environ, "SECRET_KEY": settings.SECRET_KEY, "DOCUMENT_KEYS": settings.DOCUMENT_KEYS[0], **told,
        "DATABASE_URL": f"postgresql://fidus_app@/{database['NAME']}?host={database['HOST']}",
    }  # fmt: skip
    command = [sys.executable, "-c", "\n".join(lines)]
    return subprocess.Popen(command, env=surroundings, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)


def said(*lines: str, **told: str) -> str:
    return program(*lines, **told).communicate(timeout=60)[0].strip()


@pytest.mark.parametrize(
    ("begin", "told", "limit"),
    [
        (WEB, {}, "1min"),
        (WEB, {"WEB_STANDSTILL_SECONDS": "7"}, "7s"),
        (WEB, {"WEB_STANDSTILL_SECONDS": "0"}, "0"),
        (STREAM, {"WEB_STANDSTILL_SECONDS": "7"}, "7s"),
        (COMMAND, {"WORKER_STANDSTILL_SECONDS": "9"}, "9s"),
        # Commands of people compute as long as they like.
        (ELSEWHERE, {"WEB_STANDSTILL_SECONDS": "7"}, "0"),
    ],
)
def test_who_lasts_has_a_limit_of_its_own(committed_db, begin, told, limit):
    assert said(f"import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'fidus.settings'); {begin}", ASKED,
                **told) == limit  # fmt: skip


def test_what_a_page_that_stands_still_has_locked_is_free_again(committed_db):
    held = program(WEB, STANDS_STILL, WEB_STANDSTILL_SECONDS="5")
    try:
        assert held.stdout.readline() == "locked\n"
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(42)")
            assert cursor.fetchone() == (False,)
            began = time.monotonic()
            cursor.execute("select pg_advisory_xact_lock(42)")
        assert time.monotonic() - began < 20
        assert held.poll() is None
        assert held.stdout.readline() == "ended\n"
    finally:
        held.kill()
        held.communicate()


def standing_still() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'"
        )
        return cursor.fetchone()[0]


def test_what_a_worker_that_stands_still_has_locked_is_free_again(committed_db, tmp_path):
    some_accounts()
    cases = (tmp_path / "short", {"WORKER_STANDSTILL_SECONDS": "5"}, True), (tmp_path / "usual", {}, False)
    for place, told, ends in cases:
        place.mkdir()
        with valkey(place / "valkey") as server, processes() as begun:
            begun.append(Process(place, "alerting", command=WORKER, redis=server.url, **told))
            ask_for(SWEEPS[1:], server)
            begun[-1].stands_still()
            assert standing_still() == 1
            if ends:
                wait_until(lambda: standing_still() == 0)
            else:
                time.sleep(8)
                assert standing_still() == 1
