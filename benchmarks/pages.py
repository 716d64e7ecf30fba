"""Three pages people open all day: queries and CPU beside a bare Django page, and answers at 100 requests a second."""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.arrivals import milliseconds, percentile
from benchmarks.result import Result, growth
from benchmarks.servers import ROOT, scratch_postgres, setup_django, web_server

QUERIES, TIMES_BARE, P99_MS, RATE, SECONDS = 8, 2.0, 50.0, 100, 20.0
ROUNDS, IN_A_ROUND, TIMES = 9, 15, 10
OVERVIEW, LIST, REALITY = "portal overview", "admin list of 50", "fund against reality"
# The people of the demo firm who read them.
PAGES = {
    OVERVIEW: ("/portal/", "ada@client.example"),
    LIST: ("/backoffice/funds/investment/", "petra.officer@fidus.example"),
    REALITY: ("/backoffice/funds/investment/reality/", "petra.officer@fidus.example"),
}
# What a page shows: lines of its tables, and of its lists beside them.
ROW = re.compile(rb"<tr|<li><")


@dataclass(frozen=True)
class Cost:
    """Of one request: queries, and milliseconds of CPU of Python and its database process; `bare` of the bare page."""

    queries: int
    cpu: float
    bare: float


def run(scale: float) -> list[Result]:
    with scratch_postgres():
        os.environ["LOG_LEVEL"] = "ERROR"
        subprocess.run([sys.executable, "manage.py", "build_static"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        setup_django()
        from benchmarks import firm

        few = firm.build()
        small = {name: _cost(name) for name in PAGES}
        waits = _waits([OVERVIEW, REALITY], SECONDS * scale)
        many = firm.multiply(TIMES)
        big = {name: _cost(name) for name in PAGES}
        # Only the bigger firm fills the list's 50 rows.
        waits |= _waits([LIST], SECONDS * scale)
    measured = small | {LIST: big[LIST]}
    results = []
    for name, cost in measured.items():
        exponent = growth([few, many], [small[name].cpu, big[name].cpu])
        results += _results(name, max(cost.queries, big[name].queries), cost, waits[name], exponent)
    return results


def _results(name: str, queries: int, cost: Cost, wait: float, exponent: float) -> list[Result]:
    return [
        Result(
            f"{name}, queries", queries, "", "limit", QUERIES, f"<= {QUERIES}, however many clients", queries <= QUERIES
        ),
        Result(
            f"{name}, CPU",
            cost.cpu,
            "ms",
            "bare Django page of as many rows",
            cost.bare,
            f"<= {TIMES_BARE:.0f} times",
            cost.cpu <= TIMES_BARE * cost.bare,
            exponent,
        ),
        # The visitor's side runs on the same cores as the server and the database.
        Result(f"{name}, p99 at {RATE} requests/s", wait, "ms", "limit", P99_MS, f"<= {P99_MS:.0f} ms", wait <= P99_MS),
    ]


def _cost(name: str) -> Cost:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext, override_settings

    path, email = PAGES[name]
    browser = _browser(email)
    for _ in range(3):
        page = browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        browser.get(path)
        queries = len(asked)
    main = page.content[page.content.index(b"<main") :]
    bare = f"/bare/{len(ROW.findall(main))}/"
    sides: dict[str, list[float]] = {path: [], bare: []}
    with override_settings(ROOT_URLCONF="benchmarks.bare"):
        browser.get(bare)
        # In turns, so that a busy moment of the machine hits both.
        for _ in range(ROUNDS):
            for side, taken in sides.items():
                taken.append(_cpu(browser, side))
    return Cost(queries, median(sides[path]), median(sides[bare]))


def _browser(email: str) -> Any:
    from django.test import Client as Browser

    from accounts.models import User

    browser = Browser()
    browser.force_login(User.objects.get(email=email))
    return browser


def _cpu(browser: Any, path: str) -> float:
    """Milliseconds a request, of this process and of the database process that answers it."""
    import psutil
    from django.db import connection

    database = psutil.Process(connection.connection.info.backend_pid)
    begin = time.process_time() + sum(database.cpu_times()[:2])
    for _ in range(IN_A_ROUND):
        if browser.get(path).status_code != 200:
            raise RuntimeError(f"{path} was refused")
    return (time.process_time() + sum(database.cpu_times()[:2]) - begin) / IN_A_ROUND * 1_000


def _waits(names: list[str], seconds: float) -> dict[str, float]:
    """By page, the p99 of the time from when a request was due to its last byte."""
    waits = {}
    with web_server() as port:
        for name in names:
            path, email = PAGES[name]
            cookie = _browser(email).cookies["sessionid"].value
            # Every thread of every process has then made its connection and read its templates.
            milliseconds(port, path, cookie, rate=20, seconds=3)
            waits[name] = percentile(milliseconds(port, path, cookie, rate=RATE, seconds=seconds), 0.99)
    return waits
