"""The ledger and django-hordak in one server, taking turns, so that both meet the same machine at the same time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

from benchmarks.crowd import Crowd
from benchmarks.servers import ROOT, migrate, peer_database, scratch_postgres

OURS, HORDAK = "fidus.settings", "benchmarks.hordak.settings"


@contextmanager
def both_databases() -> Iterator[None]:
    """Both migrated, with their accounts open."""
    with scratch_postgres() as server:
        os.environ["HORDAK_DATABASE_URL"] = peer_database(server, "hordak")
        migrate(HORDAK)
        for module, settings in (("benchmarks.ledger_writer", OURS), ("benchmarks.hordak.writer", HORDAK)):
            prepare = f"import django; django.setup(); from {module} import open_all; open_all()"
            environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings}
            subprocess.run([sys.executable, "-W", "ignore", "-c", prepare], cwd=ROOT, env=environment, check=True)
        yield


@contextmanager
def both_crowds(size: int) -> Iterator[tuple[Crowd, Crowd]]:
    with ExitStack() as stack:
        ours = stack.enter_context(Crowd("benchmarks.ledger_writer", size, OURS))
        yield ours, stack.enter_context(Crowd("benchmarks.hordak.writer", size, HORDAK))


def in_turns(pairs: list[tuple[Crowd, str]], *, seconds: float, rounds: int = 5) -> list[float]:
    """Median rate of each action, measured in turns."""
    rates: list[list[float]] = [[] for _ in pairs]
    for crowd, action in pairs:
        crowd.rate(action, seconds / 3)
    for _ in range(rounds):
        for place, (crowd, action) in enumerate(pairs):
            rates[place].append(crowd.rate(action, seconds))
    return [median(found) for found in rates]
