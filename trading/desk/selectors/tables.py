"""What the desk's pages show, as tables to take out."""

from __future__ import annotations

from collections.abc import Iterator

from fidus.lib.spreadsheet import Cell
from trading.desk.selectors.journey import Journey
from trading.desk.selectors.strategy_curve import StrategyCurve

JOURNEY_HEAD = (
    "At (UTC)", "Step", "Account", "Order", "Words", "Since the beginning, ms", "Since the step before, ms",
    "It waited for",
)  # fmt: skip


def journey_rows(found: Journey) -> Iterator[tuple[Cell, ...]]:
    for step in found.steps:
        yield (
            f"{step.at:%Y-%m-%d %H:%M:%S.%f}", step.title, step.account, step.reference, step.words, step.since,
            step.span.took if step.span else None, str(step.span.waited) if step.span else "",
        )  # fmt: skip


STRATEGY_CURVE_HEAD = ("Day (UTC)", "Currency", "Realised", "With what is open")


def strategy_curve_rows(shown: StrategyCurve) -> Iterator[tuple[Cell, ...]]:
    for day in shown.days:
        yield f"{day.on:%Y-%m-%d}", shown.currency, day.realised, day.equity
