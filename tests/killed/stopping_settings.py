"""FIDUS's settings with a broker behind a socket, and points at which whoever comes there first stands still.

STOP_AT names them; a file of that name is made in STOP_IN, with the process's id in it, and whoever finds it goes on.
Who stands still goes on once there is a file of that name with "-go" at its end.
"""

import os
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from django.db.backends.signals import connection_created

from fidus import wiring
from fidus.settings import *  # noqa: F403 - these are settings

wiring.BROKERS["paper"] = "tests.killed.stopping.ADAPTER"
# Where in its SQL a process is in the middle of something; of some, by then it has done a few.
STATEMENTS = {
    "claiming": ("set state = 'sending'", 0),
    "deciding": ("insert into orders_instruction", 0),
    "recording": ("told_filled = t.told", 0),
    "comparing": ('INSERT INTO "reconciliation_break"', 2),
    "alerting": ('INSERT INTO "alerts_alert"', 2),
}
_done: Counter[str] = Counter()


def stop_here(point: str) -> None:
    if point not in os.environ["STOP_AT"].split():
        return
    with suppress(FileExistsError):
        place = Path(os.environ["STOP_IN"])
        with (place / point).open("x") as file:
            file.write(str(os.getpid()))
        ends = time.monotonic() + 600
        while not (place / f"{point}-go").exists() and time.monotonic() < ends:
            time.sleep(0.05)


def _watch(execute, sql, parameters, many, context):
    result = execute(sql, parameters, many, context)
    for point, (statement, before) in STATEMENTS.items():
        if statement.lower() in str(sql).lower():
            _done[point] += 1
            if _done[point] > before:
                stop_here(point)
    return result


def _watched(connection, **_) -> None:
    connection.execute_wrappers.append(_watch)


connection_created.connect(_watched, weak=False)
