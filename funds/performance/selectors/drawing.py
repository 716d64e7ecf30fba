"""The chart of growth, in per cent since the beginning, with the sentence that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fidus.lib.chart import Chart, line_chart
from funds.performance.domain.returns import IndexPoint
from funds.performance.selectors.measures import Measured, MonthEnd, month_end_lines, per_cent

# More would not be seen in a drawing a thousand units wide.
MOST_POINTS = 240


@dataclass(frozen=True, slots=True)
class Drawing:
    """`chart` is None where no return can be told."""

    chart: Chart | None
    sentence: str
    month_ends: list[MonthEnd]


def drawing_of(measured: Measured) -> Drawing:
    """The benchmark is the second line where there is one."""
    lines = month_end_lines(measured)
    places = shown_places(measured.points)
    if len(places) < 2:
        return Drawing(None, "", lines)
    days = [measured.points[place].on for place in places]
    series = [[_growth(measured.points[place].index) for place in places]]
    if isinstance(measured.index, tuple):
        first = measured.index[0].index
        series.append([_growth(measured.index[place].index / first) for place in places])
    return Drawing(line_chart(days, series), sentence_of(measured), lines)


def shown_places(points: Sequence[IndexPoint]) -> list[int]:
    """Evenly spread, the last one always among them."""
    step = max(len(points) // MOST_POINTS, 1)
    places = list(range(0, len(points), step))
    return places if not points or places[-1] == len(points) - 1 else [*places, len(points) - 1]


def sentence_of(measured: Measured) -> str:
    """What the chart shows, for whoever does not see it."""
    told = f"Growth since {measured.series.start:%-d %B %Y}; on {measured.series.end:%-d %B %Y} it is "
    told += per_cent(measured.points[-1].index - 1)
    if measured.comparison:
        told += f", that of {measured.benchmark} {per_cent(measured.comparison.index_return)}"
    return told + "."


def _growth(index: Decimal) -> Decimal:
    return (index - 1) * 100
