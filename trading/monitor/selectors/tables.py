"""What the monitor's pages show, as tables to take out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fidus.lib.spreadsheet import Cell
from trading.monitor.selectors.accounts import AccountLine
from trading.monitor.selectors.curve import Curve
from trading.monitor.selectors.exposure import Exposure

ACCOUNTS_HEAD = (
    "Account", "Name", "Broker", "Server", "Environment", "Source", "Told at (UTC)", "Currency", "Balance", "Equity",
    "Open result", "Margin", "Margin level, %", "Open positions",
)  # fmt: skip
EXPOSURE_HEAD = (
    "Symbol", "At brokers", "Unit", "Units a lot", "Currency", "Accounts", "Positions", "Bought", "Sold", "Net",
    "Open result",
)  # fmt: skip
CURVE_HEAD = ("At (UTC)", "Currency", "Balance", "Equity", "Lowest equity", "Highest equity")


def account_rows(lines: Iterable[AccountLine]) -> Iterator[tuple[Cell, ...]]:
    for one in lines:
        told_at = f"{one.told_at:%Y-%m-%d %H:%M:%S}" if one.told_at else None
        level = None if one.margin_level is None else one.margin_level * 100
        yield (
            one.label, one.name, one.broker, one.server, one.environment, one.word, told_at, one.currency, one.balance,
            one.equity, one.open_profit, one.margin, level, one.positions,
        )  # fmt: skip


def exposure_rows(held: Iterable[Exposure]) -> Iterator[tuple[Cell, ...]]:
    for one in held:
        yield (
            one.symbol, ", ".join(one.names), one.unit, one.size, one.currency, one.accounts, one.positions, one.bought,
            one.sold, one.net, one.floating,
        )  # fmt: skip


def curve_rows(shown: Curve) -> Iterator[tuple[Cell, ...]]:
    written = "%Y-%m-%d" if shown.by_day else "%Y-%m-%d %H:%M:%S"
    for point in shown.points:
        yield (f"{point.at:{written}}", shown.currency, point.balance, point.equity, point.low, point.high)
