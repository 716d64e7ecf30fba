"""Geometry of a fan: what lies within bands around a middle line, in the drawing of fidus.lib.chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fidus.lib.chart import GridLine, Line, area_of, dot_of, path_of, scale_of, shortfalls, x_labels, xs_of


@dataclass(frozen=True, slots=True)
class FanChart:
    """`bands` from the widest to the narrowest; `below` is where the lowest line lies below zero."""

    bands: list[str]
    middle: Line
    below: list[str]
    grid: list[GridLine]
    x_labels: list[str]


def fan_chart(
    days: Sequence[date], bands: Sequence[tuple[Sequence[Decimal], Sequence[Decimal]]], middle: Sequence[Decimal]
) -> FanChart:
    """`bands` are (lower, upper) lines over the same days, the widest first; the scale holds zero."""
    everything = [value for band in bands for line in band for value in line] + list(middle)
    scale, xs = scale_of(everything), xs_of(days)

    def points(line: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
        return [(x, scale.y(value)) for x, value in zip(xs, line, strict=True)]

    drawn = points(middle)
    zero = [Decimal(0)] * len(days)
    return FanChart(
        [area_of(points(upper), points(lower)) for lower, upper in bands],
        Line(path_of(drawn), dot_of(drawn), tuple(drawn)),
        shortfalls(xs, zero, list(bands[0][0]), scale) if bands else [],
        scale.grid,
        x_labels(days),
    )
