"""The servers a benchmark needs, in a scratch folder: durable, as a deployment's."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import sql

from fidus.stack.postgres import APPLICATION, OWNER, Postgres

ROOT = Path(__file__).resolve().parent.parent
# Nothing is switched off; only room for the writers and for a steady checkpoint rhythm.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "max_wal_size": "4GB"}


@contextmanager
def scratch_postgres() -> Iterator[Postgres]:
    """A new server with FIDUS's database migrated by its owner; this process's environment then points to it."""
    folder = Path(tempfile.mkdtemp(prefix="fidus-bench-"))
    folder.chmod(0o755)
    server = Postgres(folder / "postgres", options=DURABLE)
    try:
        server.start()
        server.establish()
        os.environ.update(
            DJANGO_SETTINGS_MODULE="fidus.settings",
            SECRET_KEY=secrets.token_urlsafe(48),
            DOCUMENT_KEYS="Zm9yLXRlc3RzLW9ubHktZm9yLXRlc3RzLW9ubHktMTI=",
            FIDUS_VAR=str(folder / "var"),
            DATABASE_URL=server.url(APPLICATION),
            DATABASE_OWNER_URL=server.url(OWNER),
        )
        migrate("fidus.settings")
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.data_dir, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_valkey() -> Iterator[None]:
    """A new Valkey of our own; this process's environment then points to it. Before `setup_django`."""
    from fidus.stack.valkey import Valkey

    with tempfile.TemporaryDirectory() as folder:
        valkey = Valkey(Path(folder) / "valkey")
        command = valkey.command()
        valkey.socket.parent.mkdir(parents=True, exist_ok=True)
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        os.environ["REDIS_URL"] = valkey.url
        try:
            while not valkey.answers():
                time.sleep(0.05)
            yield
        finally:
            server.terminate()
            server.wait()


def migrate(settings: str) -> None:
    words = [sys.executable, "-W", "ignore", "-m", "django", "migrate", "--verbosity=0", f"--settings={settings}"]
    subprocess.run(words, cwd=ROOT, check=True)


def setup_django() -> None:
    """Django with FIDUS's settings, logged in as the application's role."""
    import django

    django.setup()


def peer_database(server: Postgres, name: str) -> str:
    """A database beside FIDUS's for a peer, in the same server; its URL."""
    with server.connect() as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    return server.url("postgres", name)


@contextmanager
def web_server() -> Iterator[int]:
    """The product's own web server on the scratch database, started as script/server starts it; its port."""
    from fidus.stack.parts import web_answers, web_command
    from fidus.stack.plan import environment_for, plan_from_settings

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        plan = plan_from_settings(host="127.0.0.1", port=free.getsockname()[1])
    server = subprocess.Popen(
        web_command(plan), cwd=ROOT, env=environment_for(plan), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not web_answers(plan):
            if server.poll() is not None:
                raise RuntimeError("the web server did not start")
            time.sleep(0.1)
        yield plan.port
    finally:
        server.terminate()
        server.wait()
