"""A real Valkey, and the real web server with several processes, for tests that count."""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from fidus.stack.parts import Plan, web_answers, web_command
from fidus.stack.postgres import APPLICATION
from fidus.stack.processes import port_is_free
from fidus.stack.valkey import Valkey
from tests.collected import collected


@contextmanager
def valkey(place: Path) -> Iterator[Valkey]:
    """The embedded server, empty, until the block ends."""
    server = Valkey(place)
    command = server.command()
    server.socket.parent.mkdir(parents=True, exist_ok=True)
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(server.answers, running)
        yield server
    finally:
        _end(running)
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def site(var: Path, redis_url: str, *, pages: bool = False) -> Iterator[str]:
    """The address of granian with two processes on the test's own committed database.

    With `pages` style sheets are collected before, without which a page is none.
    """
    database = connection.settings_dict
    url = f"postgresql://{APPLICATION}@/{database['NAME']}?host={database['HOST']}"
    plan = Plan(settings.BASE_DIR, var, "127.0.0.1", free_port(), "127.0.0.1", None, None, demo=False)
    told = {"DATABASE_URL": url, "REDIS_URL": redis_url, "FIDUS_VAR": str(var), "SITE_URL": plan.address}
    told |= {"SECRET_KEY": settings.SECRET_KEY, "DOCUMENT_KEYS": settings.DOCUMENT_KEYS[0], "LOG_LEVEL": "WARNING"}
    surroundings = {**{k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}, **told}
    if pages:
        collected(var, surroundings)
    with (var / "web.log").open("w") as log:
        running = subprocess.Popen(web_command(plan), cwd=settings.BASE_DIR, env=surroundings, stdout=log, stderr=log)
        try:
            _wait(lambda: web_answers(plan), running)
            yield plan.address
        finally:
            _end(running)


def _wait(is_up, running: subprocess.Popen, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not is_up():
        assert running.poll() is None, "the server ended"
        assert time.monotonic() < end, "the server did not come up"
        time.sleep(0.1)


def _end(running: subprocess.Popen) -> None:
    running.terminate()
    try:
        running.wait(10)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def free_port() -> int:
    """Below those that the system hands out by itself: until a server takes it, nobody else is given it."""
    while not port_is_free("127.0.0.1", port := 20_000 + secrets.randbelow(12_000)):
        pass
    return port
