"""Take in a file of an index's levels."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.performance.domain.level_files import NotReadable, read_levels
from funds.performance.errors import BenchmarkRefused
from funds.performance.events import BenchmarkImported
from funds.performance.models import Benchmark, BenchmarkImport, BenchmarkLevel


@dataclass(frozen=True, slots=True)
class Imported:
    """`by_import` is None where the file told nothing new."""

    by_import: BenchmarkImport | None
    added: int
    changed: int


@transaction.atomic
def import_benchmark_levels(
    *, benchmark: Benchmark, content: bytes, name: str, column: str = "", by: User | None
) -> Imported:
    """All of the file or nothing: new days are added, levels put right are changed, the same again does nothing.

    Raises BenchmarkRefused with the rows that cannot be read, and for a day still to come.
    """
    try:
        levels = read_levels(content, column=column)
    except NotReadable as error:
        raise BenchmarkRefused(str(error)) from error
    if levels[-1].on > clock.today():
        raise BenchmarkRefused(f"{levels[-1].on:%-d %b %Y} is still to come; nobody knows its level.")
    # Two files of one index come in one after the other, so that the last one is what stands.
    Benchmark.objects.select_for_update().get(pk=benchmark.pk)
    known = dict(benchmark.levels.values_list("on", "level"))
    new = [level for level in levels if known.get(level.on) != level.value]
    added = sum(level.on not in known for level in new)
    if not new:
        return Imported(None, 0, 0)
    digest = hashlib.sha256(content).hexdigest()
    made = BenchmarkImport.objects.create(
        benchmark=benchmark,
        name=name[:120],
        digest=digest,
        added=added,
        changed=len(new) - added,
        imported_by=by,
        imported_at=clock.now(),
    )
    BenchmarkLevel.objects.bulk_create(
        [BenchmarkLevel(benchmark=benchmark, on=level.on, level=level.value, of_import=made) for level in new],
        update_conflicts=True,
        unique_fields=["benchmark", "on"],
        update_fields=["level", "of_import"],
        batch_size=5000,
    )
    record(
        BenchmarkImported(
            subject=f"benchmark:{benchmark.code}",
            client=None,
            name=made.name,
            digest=digest,
            first=levels[0].on,
            last=levels[-1].on,
            added=added,
            changed=made.changed,
        ),
        by=by,
    )
    return Imported(made, added, made.changed)
