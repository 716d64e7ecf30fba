"""The growth chart of the portal: what was invested, what it is worth, and what the agreed interest will add."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fidus.lib import chart
from fidus.lib.money import Money


@dataclass(frozen=True)
class GrowthRow:
    """One line of the table beside the drawing."""

    on: date
    invested: Money
    value: Money
    expected: bool


@dataclass(frozen=True)
class GrowthChart:
    """The drawing's paths, its scale and its words."""

    value: str
    dot: str
    invested: str
    gained: str
    to_come: str
    grid: list[chart.GridLine]
    x_labels: list[str]
    note: str
    label: str
    rows: list[GrowthRow]


def growth_chart(known: Sequence[GrowthRow], expected: Sequence[GrowthRow]) -> GrowthChart | None:
    """Draw `known` (oldest first, ending today) and, dashed, `expected`; None if there is nothing to draw yet."""
    if len(known) < 2:
        return None
    days = [row.on for row in (*known, *expected)]
    amounts = [row.value.amount for row in (*known, *expected)] + [row.invested.amount for row in known]
    # Principal dwarfs interest: a scale from zero would hide what was earned, so it says where it starts.
    scale = chart.scale_of(amounts, from_zero=False)
    x = dict(zip(days, chart.xs_of(days), strict=True))
    value = [(x[row.on], scale.y(row.value.amount)) for row in known]
    invested = [(x[row.on], scale.y(row.invested.amount)) for row in known]
    to_come = [value[-1], *((x[row.on], scale.y(row.value.amount)) for row in expected)] if expected else []
    last = known[-1]
    return GrowthChart(
        value=chart.path_of(value),
        dot=chart.dot_of(value),
        invested=chart.path_of(invested),
        gained=chart.area_of(value, invested),
        to_come=chart.path_of(to_come),
        grid=scale.grid,
        x_labels=chart.x_labels(days),
        note=f"Scale starts at {scale.grid[-1].label}" if scale.low else "",
        label=f"Value of your investments from {known[0].on:%-d %B %Y}; on {last.on:%-d %B %Y} it is {last.value}.",
        rows=[*known, *expected],
    )
