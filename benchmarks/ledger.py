"""Entries posted through Django by 8 writers, one at a time; over 200 accounts, and all on one hot account."""

from benchmarks.ledger_beside_hordak import both_crowds, both_databases, in_turns
from benchmarks.result import Result

WRITERS = 8


def run(scale: float) -> list[Result]:
    with both_databases(), both_crowds(WRITERS) as (ours, hordak):
        seconds = max(0.5, 4 * scale)
        pairs = [(ours, "single"), (hordak, "single"), (ours, "hot"), (hordak, "hot")]
        single, peer, hot, hot_peer = in_turns(pairs, seconds=seconds)
    return [
        Result("ledger", single, "entries/s", "django-hordak transfer_to", peer, ">= 2.5x", single >= 2.5 * peer),
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
