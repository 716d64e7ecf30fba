"""Take up an index that performance may be set beside."""

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import MINOR_UNITS
from funds.performance.errors import BenchmarkRefused
from funds.performance.events import BenchmarkAdded
from funds.performance.models import Benchmark


@transaction.atomic
def add_benchmark(
    *, code: str, name: str, currency: str, source: str, invented: bool = False, by: User | None
) -> Benchmark:
    """The benchmark, without levels yet; raises BenchmarkRefused where the code stands for another."""
    code, name, source = code.strip().upper(), name.strip(), source.strip()
    if not code or not name or not source:
        raise BenchmarkRefused("A benchmark has a code, a name and a source.")
    if currency not in MINOR_UNITS:
        raise BenchmarkRefused(f"{currency} is not a currency of this firm.")
    try:
        with transaction.atomic():
            benchmark = Benchmark.objects.create(
                code=code,
                name=name,
                currency=currency,
                source=source,
                invented=invented,
                added_by=by,
                added_at=clock.now(),
            )
    except IntegrityError as error:
        raise BenchmarkRefused(f"There is a benchmark {code} already.") from error
    record(BenchmarkAdded(f"benchmark:{code}", None, name, currency, source, invented), by=by)
    return benchmark
