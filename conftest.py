"""A PostgreSQL for each process of the tests, a migrated template database, the application's role in every test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import hypothesis
import psycopg
import pytest
from psycopg import sql

from fidus.stack.in_memory import ROOM, ROOM_EACH, folder_in_memory, remove
from fidus.stack.postgres import APPLICATION, OWNER, Postgres, make_roles
from fidus.stack.scratch_database import migrated_copy, use

APP_ROLE = APPLICATION
# No property is about time, and a machine may pause in the middle of any example.
hypothesis.settings.register_profile("fidus", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("fidus")


def _owner_url() -> str:
    from django.conf import settings

    return Postgres(settings.TEST_POSTGRES).url("postgres", "postgres")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--money-steps", type=int, default=300, help="how far the model of money's life is walked")
    parser.addoption("--fuzz-examples", type=int, default=2_000, help="how many calls of the API each role makes")
    parser.addoption("--fuzz-seed", type=int, default=1, help="with which calls schemathesis begins")
    parser.addoption("--in-memory", action="store_true", help="parallel tests have their servers in memory, with room")
    parser.addoption(
        "--write-doors", nargs="?", const="all", choices=("all", "new"),
        help="write docs/security/doors.md as it is found, or the rows that it lacks",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Start this process's own server; the one that only hands out work to parallel workers needs none."""
    from django.conf import settings

    if not hasattr(config, "workerinput") and (many := config.getoption("numprocesses", None)):
        if config.getoption("--in-memory") and (folder := folder_in_memory(ROOM + many * ROOM_EACH)):
            os.environ["TEST_SERVERS"] = str(folder)
            config.add_cleanup(partial(remove, folder))
        return
    # Tests may lose their data with the machine: the server need not wait for the disk.
    quick = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    # Entries are sealed when every older transaction has ended, an analyze of autovacuum's too.
    quick["autovacuum"] = "off"
    quick["max_wal_size"] = "256MB"
    Postgres(settings.TEST_POSTGRES, options=quick).start()
    with psycopg.connect(_owner_url(), autocommit=True) as connection:
        make_roles(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """A database of this process; migrations ran as the tables' owner, the tests run as the application's role.

    The login behind the role is the superuser's, so that `as_owner` can step back for one statement.
    """
    from django.db import connections

    with migrated_copy(_owner_url(), django_db_blocker.unblock) as name:
        with django_db_blocker.unblock():
            use(name, APPLICATION)
        yield
        with django_db_blocker.unblock():
            connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def strong_force_login() -> Iterator[None]:
    """What force_login begins counts as the strongest login there is; logging in itself is tried by the real pages."""
    import time

    from allauth.account.internal.flows.login import record_authentication
    from django.contrib.auth.signals import user_logged_in

    def give_factor(request, user, **kwargs):
        # The test client's own request is the one that came over no network.
        if request is not None and "REMOTE_ADDR" not in request.META:
            record_authentication(request, user, "mfa", type="totp", reauthenticated=True, at=time.time())

    user_logged_in.connect(give_factor)
    yield
    user_logged_in.disconnect(give_factor)


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker):
    """A database of the test's own, copied from the migrated one, where everything really commits."""
    with own_copy(django_db_blocker):
        yield


@contextmanager
def own_copy(django_db_blocker) -> Iterator[None]:
    """The same for as long as the block lasts."""
    from django.db import connection, connections

    template = connection.settings_dict["NAME"]
    name = f"{template}_{os.getpid()}_own"
    with django_db_blocker.unblock():
        connections.close_all()
        with psycopg.connect(_owner_url(), autocommit=True) as owner:
            own, old = sql.Identifier(name), sql.Identifier(template)
            owner.execute(sql.SQL("drop database if exists {} with (force)").format(own))
            # Functions that make tables run as the owner of all tables, who may do so as the database's owner.
            copied = sql.SQL("create database {} template {} strategy file_copy owner {}")
            owner.execute(copied.format(own, old, sql.Identifier(OWNER)))
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
            cursor.execute(sql.SQL("set local role {}").format(sql.Identifier(OWNER)))
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
