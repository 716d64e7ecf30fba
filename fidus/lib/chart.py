"""Geometry of line charts: scales with round steps, paths and areas, in a drawing 1000 wide and 100 high.

The drawing stretches and its words are HTML (docs/look.md), so nothing here knows fonts, colours or pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

WIDTH, HEIGHT = Decimal(1000), Decimal(100)
STEPS = 3
_UNITS = ((Decimal(10**9), "bn"), (Decimal(10**6), "M"), (Decimal(10**3), "k"))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Point = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class GridLine:
    """A horizontal line at `y` with its label; the base line is the one at zero, or the lowest."""

    y: str
    label: str
    base: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """Three round steps upwards from `low`."""

    low: Decimal
    step: Decimal

    @property
    def high(self) -> Decimal:
        return self.low + STEPS * self.step

    def y(self, value: Decimal) -> Decimal:
        """0 at the top, 100 at the bottom."""
        return HEIGHT - (value - self.low) / (self.high - self.low) * HEIGHT

    @property
    def grid(self) -> list[GridLine]:
        """The lines from top to bottom."""
        values = [self.low + place * self.step for place in range(STEPS, -1, -1)]
        base = Decimal(0) if Decimal(0) in values else self.low
        return [GridLine(number(self.y(value)), brief(value, self.step), value == base) for value in values]


def scale_of(values: Sequence[Decimal], *, from_zero: bool = True) -> Scale:
    """The tightest scale of round steps (1, 2, 2.5 or 5 times a power of ten) that holds all `values`."""
    low, high = min(values, default=Decimal(0)), max(values, default=Decimal(0))
    if from_zero or low == high:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        return Scale(Decimal(0), Decimal(1))
    power = Decimal(10) ** (((high - low) / STEPS).adjusted())
    while True:
        for factor in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5)):
            step = power * factor
            start = (low / step).to_integral_value(ROUND_FLOOR) * step
            if start + STEPS * step >= high:
                return Scale(start + 0, step)
        power *= 10


def brief(value: Decimal, step: Decimal) -> str:
    """An axis label as short as the step allows: `0`, `250 k`, `1.8 M`, with a no-break space."""
    unit, name = next(((unit, name) for unit, name in _UNITS if abs(value) >= unit or step >= unit), (Decimal(1), ""))
    if value == 0:
        return "0"
    places = max(0, -int((step / unit).normalize().as_tuple().exponent))
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}{abs(value) / unit:,.{places}f}" + (f"\N{NO-BREAK SPACE}{name}" if name else "")


def xs_of(days: Sequence[date], *, first: date | None = None, last: date | None = None) -> list[Decimal]:
    """Where each day lies between `first` and `last` (default: the first and last of `days`), 0 to 1000."""
    if not days:
        return []
    start, span = first or days[0], ((last or days[-1]) - (first or days[0])).days
    return [WIDTH * (day - start).days / span if span else WIDTH for day in days]


def number(value: Decimal) -> str:
    """A coordinate to one decimal, as short as it can be written."""
    written = f"{value:.1f}"
    return "0" if written in ("0.0", "-0.0") else written.removesuffix(".0")


def path_of(points: Sequence[Point]) -> str:
    """The line through the points, as the `d` of an SVG path."""
    return "M" + " ".join(f"{number(x)},{number(y)}" for x, y in points) if points else ""


def dot_of(points: Sequence[Point]) -> str:
    """The latest value, drawn as a line of no length with round caps."""
    return f"M{number(points[-1][0])},{number(points[-1][1])}h.01" if points else ""


def area_of(upper: Sequence[Point], lower: Sequence[Point]) -> str:
    """The closed area between two lines."""
    return path_of([*upper, *reversed(lower)]) + "z" if upper and lower else ""


def shortfalls(xs: Sequence[Decimal], owed: Sequence[Decimal], earned: Sequence[Decimal], scale: Scale) -> list[str]:
    """One closed area for each stretch on which `owed` lies above `earned`, cut exactly where the lines cross."""
    areas: list[str] = []
    upper: list[Point] = []
    lower: list[Point] = []

    def add(x: Decimal, above: Decimal, below: Decimal) -> None:
        upper.append((x, scale.y(above)))
        lower.append((x, scale.y(below)))

    def finish() -> None:
        if len(upper) > 1:
            areas.append(area_of(upper, lower))
        upper.clear()
        lower.clear()

    lines = list(zip(xs, owed, earned, strict=True))
    if lines and lines[0][1] > lines[0][2]:
        add(*lines[0])
    for (x1, owed1, earned1), (x2, owed2, earned2) in pairwise(lines):
        before, after = owed1 - earned1, owed2 - earned2
        if before * after < 0:
            part = before / (before - after)
            crossing = owed1 + (owed2 - owed1) * part
            add(x1 + (x2 - x1) * part, crossing, crossing)
            if after < 0:
                finish()
        elif before == 0 and after > 0:
            add(x1, owed1, earned1)
        if after > 0 or (before > 0 and after == 0):
            add(x2, owed2, earned2)
        if after == 0:
            finish()
    finish()
    return areas


@dataclass(frozen=True, slots=True)
class Line:
    """One series as drawn: its path, and the dot on its latest value."""

    path: str
    dot: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything a template draws; `x_labels` are spread evenly under the drawing."""

    lines: list[Line]
    gaps: list[str]
    grid: list[GridLine]
    x_labels: list[str]
    scale: Scale


def line_chart(
    days: Sequence[date],
    series: Sequence[Sequence[Decimal]],
    *,
    from_zero: bool = True,
    owed_above_earned: bool = False,
) -> Chart:
    """Lines over the same days; with `owed_above_earned`, series 1 is earned, series 2 owed, and the gap is an area."""
    values = [value for line in series for value in line]
    scale, xs = scale_of(values, from_zero=from_zero), xs_of(days)
    lines = []
    for line in series:
        points = tuple((x, scale.y(value)) for x, value in zip(xs, line, strict=True))
        lines.append(Line(path_of(points), dot_of(points), points))
    gaps = shortfalls(xs, series[1], series[0], scale) if owed_above_earned else []
    return Chart(lines, gaps, scale.grid, x_labels(days), scale)


def x_labels(days: Sequence[date]) -> list[str]:
    """First, middle and last month: `Jan 2025`; fewer where they would say the same."""
    if not days:
        return []
    picked = [days[0], days[0] + (days[-1] - days[0]) / 2, days[-1]]
    return list(dict.fromkeys(f"{_MONTHS[day.month - 1]} {day.year}" for day in picked))
