"""Whether a kept connection still lives is seen without asking, and one that does not is opened anew."""

import psycopg
import pytest
from django.db import connection, connections
from django.db.backends.postgresql import base


@pytest.fixture
def line(committed_db):
    connection.ensure_connection()
    connection.health_check_enabled = True
    yield connection
    connection.close()


def asked(line) -> int:
    with line.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return cursor.fetchone()[0]


def next_request(line) -> None:
    line.close_if_unusable_or_obsolete()
    line.close_if_health_check_failed()


def end_from_outside(line) -> None:
    """As an administrator would."""
    told = {
        name: value for name, value in line.get_connection_params().items() if name not in ("cursor_factory", "options")
    }
    with psycopg.connect(**told, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", [asked(line)])


def test_a_living_connection_is_not_asked(line, monkeypatch):
    before = asked(line)
    monkeypatch.setattr(line.connection, "cursor", lambda *given, **named: pytest.fail("it was asked"))
    next_request(line)
    assert line.health_check_done
    monkeypatch.undo()
    assert asked(line) == before


def test_one_that_the_server_ended_is_opened_anew(line):
    before = asked(line)
    end_from_outside(line)
    next_request(line)
    assert line.connection is None
    assert asked(line) != before


def test_one_whose_line_broke_is_opened_anew(line):
    before = asked(line)
    line.connection.pgconn.finish()
    next_request(line)
    assert asked(line) != before


def test_after_an_error_it_is_asked_all_the_same(line):
    line.errors_occurred = True
    end_from_outside(line)
    assert not line.is_usable()


def test_inside_a_transaction_silence_says_nothing(line, monkeypatch):
    line.connection.execute("begin")
    seen = []
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: seen.append(True) or True)
    assert line.is_usable()
    assert seen


def test_every_connection_is_one_of_these():
    assert {type(each).__module__ for each in connections.all()} == {"fidus.lib.postgresql.base"}
