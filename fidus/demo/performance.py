"""An index to set the demo firm beside: invented from a seed, and marked as invented wherever it stands."""

import random
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import User
from funds.performance.services.add_benchmark import add_benchmark
from funds.performance.services.import_benchmark_levels import import_benchmark_levels

# A year of an index that is neither calm nor wild: 7 % of growth, 14 % of swings.
DRIFT, SWING = 0.07 / 252, 0.14 / 252**0.5


def add_invented_index(*, start: date, end: date, seed: int, by: User) -> None:
    """The index DEMO20 with a level of each weekday from `start` to `end`, by a file like any other."""
    index = add_benchmark(
        code="DEMO20", name="Demo 20 shares", currency="USD", source="Drawn by chance for this demo",
        invented=True, by=by,
    )  # fmt: skip
    content = levels_file(start=start, end=end, seed=seed)
    import_benchmark_levels(benchmark=index, content=content, name="demo20-levels.csv", by=by)


def levels_file(*, start: date, end: date, seed: int) -> bytes:
    """CSV as an index's publisher would send it."""
    chance, level = random.Random(seed), Decimal(1000)  # noqa: S311 (nothing secret is drawn)
    lines = ["Date,Level"]
    for place in range((end - start).days + 1):
        day = start + timedelta(place)
        if day.weekday() < 5:
            lines.append(f"{day.isoformat()},{level:.2f}")
            level *= 1 + Decimal(chance.gauss(DRIFT, SWING))
    return "\n".join(lines).encode()
