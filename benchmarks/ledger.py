"""Entries posted through Django by 8 writers, one at a time; over 200 accounts, and all on one hot account."""

from collections.abc import Callable

from benchmarks.ledger_beside_hordak import both_crowds, both_databases, in_turns
from benchmarks.result import Result, growth
from benchmarks.servers import setup_django

WRITERS = 8


def run(scale: float) -> list[Result]:
    seconds = max(0.5, 4 * scale)
    with both_databases():
        with both_crowds(WRITERS) as (ours, hordak):
            pairs = [(ours, "single"), (hordak, "single"), (ours, "hot"), (hordak, "hot")]
            single, peer, hot, hot_peer = in_turns(pairs, seconds=seconds)
        with both_crowds(1) as (ours, _):
            exponent = _growth_with_history(ours.rate, seconds)
    return [
        Result(
            "ledger",
            single,
            "entries/s",
            "django-hordak transfer_to",
            peer,
            ">= 2.5x",
            single >= 2.5 * peer,
            exponent,
        ),
        Result(
            "ledger, hot account",
            hot,
            "entries/s",
            "django-hordak transfer_to",
            hot_peer,
            ">= 1.5x",
            hot >= 1.5 * hot_peer,
        ),
    ]


def _growth_with_history(rate: Callable[[str, float], float], seconds: float) -> float:
    """How the cost of a posting grows while the history becomes about ten times as long."""
    setup_django()
    from accounts.ledger.models import Entry

    before, slow = Entry.objects.count(), rate("single", seconds)
    while Entry.objects.count() < 10 * before and rate("batch", seconds):
        if Entry.objects.count() > 300_000:
            break
    return growth([before, Entry.objects.count()], [1 / slow, 1 / rate("single", seconds)])
