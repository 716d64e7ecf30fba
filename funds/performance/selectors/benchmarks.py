"""Levels of an index on the days of a series."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Max, Min

from funds.performance.domain.returns import IndexPoint
from funds.performance.models import Benchmark, BenchmarkLevel

# Longer than any holidays; beyond it the last level no longer speaks for the day.
OLDEST = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class NoLevels:
    """The index cannot be set beside the period; `reason` is a sentence."""

    reason: str


def levels_on(benchmark: Benchmark, *, start: date, end: date) -> tuple[IndexPoint, ...] | NoLevels:
    """One point each evening from `start` to `end`, of days without a level the last one before. One or two queries."""
    rows: list[tuple[date, Decimal]] = list(
        BenchmarkLevel.objects.filter(benchmark=benchmark, on__gte=start - OLDEST, on__lte=end)
        .order_by("on")
        .values_list("on", "level")
    )
    if not rows or rows[0][0] > start or rows[-1][0] < end - OLDEST:
        return NoLevels(_known(benchmark))
    days = [on for on, _ in rows]
    points = []
    for place in range((end - start).days + 1):
        day = start + timedelta(place)
        points.append(IndexPoint(day, rows[bisect_right(days, day) - 1][1]))
    return tuple(points)


def _known(benchmark: Benchmark) -> str:
    known = benchmark.levels.aggregate(first=Min("on"), last=Max("on"))
    if known["first"] is None:
        return f"No level of {benchmark} is known yet; import a file of them."
    first, last = (f"{known[name]:%-d %b %Y}" for name in ("first", "last"))
    return f"Levels of {benchmark} are known from {first} to {last}; choose a period within."
