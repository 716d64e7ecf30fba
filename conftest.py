"""One embedded PostgreSQL for the tests, one migrated template database, the application's own role in every test."""

import os
from pathlib import Path

import psycopg
import pytest
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql

from fidus.stack.postgres import Postgres

APP_ROLE = "fidus_app"


def _owner_url() -> str:
    from django.conf import settings

    return os.environ.get("TEST_DATABASE_URL") or Postgres(settings.TEST_POSTGRES).url("postgres", "postgres")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once; parallel workers find it running."""
    from django.conf import settings

    if hasattr(config, "workerinput"):
        return
    if "TEST_DATABASE_URL" not in os.environ:
        # Tests may lose their data with the machine: the server need not wait for the disk.
        quick = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
        Postgres(settings.TEST_POSTGRES, options=quick).start()
    with psycopg.connect(_owner_url(), autocommit=True) as connection:
        ensure_app_role(connection)


def ensure_app_role(connection: psycopg.Connection) -> None:
    exists = connection.execute("select 1 from pg_roles where rolname = %s", [APP_ROLE]).fetchone()
    if not exists:
        connection.execute(sql.SQL("create role {} login").format(sql.Identifier(APP_ROLE)))


def _take_role(role: str | None) -> None:
    """Every new connection acts as `role`; the owner behind it lets `as_owner` step back for one statement."""
    from django.db import connection

    connection.close()
    connection.settings_dict["OPTIONS"]["options"] = f"-c role={role}" if role else ""


def _make_test_database() -> list[object]:
    return setup_databases(verbosity=0, interactive=False, aliases={"default"})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Migrations ran as the owner; the tests themselves run as the application's role."""
    from django.db import connection

    with django_db_blocker.unblock():
        # pytest-django looks for `db` alone; a run with no such test has no test database yet.
        late = [] if connection.settings_dict["NAME"].startswith("test_") else _make_test_database()
        _take_role(APP_ROLE)
        yield
        _take_role(None)
        teardown_databases(late, verbosity=0)


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker):
    """A database of the test's own, copied from the migrated one, where everything really commits."""
    from django.db import connection, connections

    template = connection.settings_dict["NAME"]
    name = f"{template}_{os.getpid()}_own"
    with django_db_blocker.unblock():
        connections.close_all()
        with psycopg.connect(_owner_url(), autocommit=True) as owner:
            own, old = sql.Identifier(name), sql.Identifier(template)
            owner.execute(sql.SQL("drop database if exists {} with (force)").format(own))
            owner.execute(sql.SQL("create database {} template {} strategy file_copy").format(own, old))
            connection.settings_dict["NAME"] = name
            try:
                yield
            finally:
                connections.close_all()
                connection.settings_dict["NAME"] = template
                owner.execute(sql.SQL("drop database {} with (force)").format(own))


@pytest.fixture
def as_owner(db):
    """Run statements as the tables' owner inside the test's transaction (what an intruder with SQL could do)."""
    from django.db import connection

    def execute(statement: str, parameters: list[object] | None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set local role postgres")
            cursor.execute(statement, parameters)
            cursor.execute("reset role")

    return execute


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files; tests that use it carry the mark `shared`."""
    return Path(__file__).parent.parent / "shared" / "data"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if (Path(__file__).parent.parent / "shared" / "data").is_dir():
        return
    for item in items:
        if "shared" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="the folder ../shared/data is not here"))
