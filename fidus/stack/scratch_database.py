"""The database of a test run: a copy of a template that the tables' owner migrated, kept from run to run."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from fidus.stack.postgres import OWNER

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = "test_template_"
# Rooms that no migration reads, nor what follows one, but for the service of roles (fidus/stack/tests).
UNREAD = {"tests", "admin", "rest", "views", "services", "selectors", "management", "demo"}
READ_ALL_THE_SAME = "accounts/services"


@contextmanager
def migrated_copy(server_url: str, may_migrate: Callable[[], AbstractContextManager[None]]) -> Iterator[str]:
    """The name of a fresh database, dropped at the end; `server_url` is the superuser's."""
    with psycopg.connect(server_url, autocommit=True) as server:
        name = f"test_fidus_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}"
        with _alone(server), may_migrate():
            template = _template(server)
            copy, original = sql.Identifier(name), sql.Identifier(template)
            server.execute(sql.SQL("drop database if exists {} with (force)").format(copy))
            # Copying files takes a tenth of writing every page to the log.
            statement = "create database {} template {} strategy file_copy owner {}"
            server.execute(sql.SQL(statement).format(copy, original, sql.Identifier(OWNER)))
        try:
            yield name
        finally:
            server.execute(sql.SQL("drop database if exists {} with (force)").format(copy))


def use(database: str, role: str) -> None:
    """Django's new connections go to `database` and act as `role`."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database
    connection.settings_dict["OPTIONS"]["options"] = f"-c role={role}"


@contextmanager
def _alone(server: psycopg.Connection) -> Iterator[None]:
    server.execute("select pg_advisory_lock(hashtext('the template of the tests'))")
    try:
        yield
    finally:
        server.execute("select pg_advisory_unlock(hashtext('the template of the tests'))")


def _template(server: psycopg.Connection) -> str:
    """Made once for these sources, whatever number of workers and runs ask for it."""
    name = TEMPLATE + _mark_of_sources()
    if not server.execute("select 1 from pg_database where datname = %s and datistemplate", [name]).fetchone():
        _drop_what_is_left(server)
        _make_template(server, name)
    return name


def _make_template(server: psycopg.Connection, name: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    template = sql.Identifier(name)
    server.execute(sql.SQL("drop database if exists {} with (force)").format(template))
    server.execute(sql.SQL("create database {} owner {}").format(template, sql.Identifier(OWNER)))
    use(name, OWNER)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    # Says that it is whole: a run that was killed half way says nothing.
    server.execute(sql.SQL("alter database {} is_template true").format(template))


def _drop_what_is_left(server: psycopg.Connection) -> None:
    """Templates of older sources, and databases of runs that were killed."""
    for (name,) in server.execute("select datname from pg_database where datname like 'test_%%'").fetchall():
        runs = re.search(r"_(\d+)(_\w+)?$", name)
        if not name.startswith(TEMPLATE) and (runs is None or psutil.pid_exists(int(runs[1]))):
            continue
        server.execute(sql.SQL("alter database {} is_template false").format(sql.Identifier(name)))
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _mark_of_sources() -> str:
    """A mark of everything that a migration may have read: other sources, other template."""
    seen = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for app in sorted(path.parent for path in ROOT.glob("*/__init__.py")):
        for path in sorted(path for path in app.rglob("*") if path.suffix in {".py", ".sql"}):
            where = path.relative_to(ROOT)
            if not UNREAD & set(where.parts) or where.is_relative_to(READ_ALL_THE_SAME):
                seen.update(f"{where}\n".encode() + path.read_bytes())
    return seen.hexdigest()[:16]
