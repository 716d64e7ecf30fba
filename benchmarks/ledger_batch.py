"""Entries posted 10 a call by 8 writers, and 5,000 a commit by one."""

from benchmarks.crowd import Crowd
from benchmarks.ledger import WRITERS
from benchmarks.ledger_beside_hordak import both_crowds, both_databases, in_turns
from benchmarks.result import Result, growth
from benchmarks.workload import BATCH


def run(scale: float) -> list[Result]:
    seconds = max(0.5, 4 * scale)
    with both_databases():
        with both_crowds(WRITERS) as (ours, hordak):
            ten, peer = in_turns([(ours, "ten"), (hordak, "single")], seconds=seconds)
        with both_crowds(1) as (ours, hordak):
            batch, bulk = in_turns([(ours, "batch"), (hordak, "batch")], seconds=seconds)
            exponent = _growth_with_size(ours, seconds)
    return [
        Result(
            "ledger-batch, 10 a call", ten, "entries/s", "django-hordak transfer_to", peer, ">= 7x", ten >= 7 * peer
        ),
        Result(
            f"ledger-batch, {BATCH:,} a commit",
            batch,
            "entries/s",
            "django-hordak bulk_create",
            bulk,
            ">= 6x",
            batch >= 6 * bulk,
            exponent,
        ),
    ]


def _growth_with_size(ours: Crowd, seconds: float) -> float:
    """The cost of one call of 1/10 of a batch against that of a whole one."""
    sizes = [BATCH // 10, BATCH]
    rates = [ours.rate(action, seconds) for action in ("tenth", "batch")]
    return growth(sizes, [size / rate for size, rate in zip(sizes, rates, strict=True)])
