"""The real stream in a process of its own, and readers of it over real lines."""

import http.client
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client as Browser

from accounts.models import User
from fidus.stack.parts import Plan, stream_answers, stream_command
from fidus.stack.postgres import APPLICATION
from fidus.stack.processes import wait_until
from tests.gateway.servers import _end, free_port

SITE = "http://127.0.0.1:8000"


@dataclass
class Serving:
    address: str
    log: Path


@contextmanager
def stream(var: Path, redis_url: str, *, port: int = 0, site: str = SITE) -> Iterator[Serving]:
    """The stream on the test's own committed database."""
    database = connection.settings_dict
    plan = Plan(settings.BASE_DIR, var, "127.0.0.1", 1, "127.0.0.1", None, None, False, live_port=port or free_port())
    told = {
        "DATABASE_URL": f"postgresql://{APPLICATION}@/{database['NAME']}?host={database['HOST']}",
        "REDIS_URL": redis_url, "FIDUS_VAR": str(var), "SITE_URL": site, "LOG_LEVEL": "INFO",
        "SECRET_KEY": settings.SECRET_KEY, "DOCUMENT_KEYS": settings.DOCUMENT_KEYS[0],
    }  # fmt: skip
    surroundings = {**{k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}, **told}
    command = [word.replace("fidus.stream.asgi", "tests.live.impatient") for word in stream_command(plan)]
    with (var / "stream.log").open("a") as log:
        running = subprocess.Popen(command, cwd=settings.BASE_DIR, env=surroundings, stdout=log, stderr=log)
        try:
            assert wait_until(lambda: stream_answers(plan), within=60), (var / "stream.log").read_text()
            yield Serving(f"http://127.0.0.1:{plan.live_port}/live", var / "stream.log")
        finally:
            _end(running)


def session_of(user: User) -> str:
    browser = Browser()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


@dataclass
class Event:
    name: str
    data: dict
    id: str


class Reader:
    """A page of the site that listens, line by line."""

    def __init__(self, address: str, session: str, *channels: str, **headers: str) -> None:
        place = urlsplit(address)
        self.line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {}
        asked = urlencode([("channel", channel) for channel in channels])
        self.line.request("GET", f"{place.path}?{asked}", headers={**cookie, **more})
        self.answer = self.line.getresponse()
        self.status = self.answer.status

    def events(self, *, within: float = 60) -> Iterator[Event]:
        """Until the stream ends it."""
        until, fields = time.monotonic() + within, {}
        while time.monotonic() < until:
            line = self.answer.readline()
            if not line:
                return
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "event" in fields:
                yield Event(fields["event"], json.loads(fields["data"]), fields.get("id", ""))
                fields = {}
        raise AssertionError("nothing came in time")

    def news(self, count: int) -> list[dict]:
        found: list[dict] = []
        for event in self.events():
            if event.name == "news":
                found.append(event.data)
            if len(found) == count:
                return found
        raise AssertionError(f"the stream ended after {found}")

    def next(self, name: str) -> Event:
        return next(event for event in self.events() if event.name == name)

    def close(self) -> None:
        self.answer.close()
        self.line.close()
