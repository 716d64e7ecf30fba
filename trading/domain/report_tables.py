"""A report's tables, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trading.domain import report_figures as figures
from trading.domain.history import DEAL_KINDS, DIRECTIONS, TRADE_KINDS, DealRow, OrderRow, PositionRow
from trading.errors import ReportRefused

# Time, deal, symbol, type, direction, volume, price, order stand before the money; balance and comment after it.
_MONEY_FROM = 8
_LONGEST_SYMBOL, _LONGEST_WORD = 64, 30


@dataclass(frozen=True, slots=True)
class Table:
    """Where each column starts, as the row of column names tells; a name may span several grid columns."""

    starts: tuple[int, ...]
    grid: int

    @classmethod
    def named_by(cls, names: list[str]) -> Table:
        starts = tuple(place for place, name in enumerate(names) if name)
        return cls(starts, len(names))

    @property
    def width(self) -> int:
        return len(self.starts)

    @property
    def has_fee(self) -> bool:
        return self.width >= 14

    def values(self, cells: list[str]) -> list[str]:
        if len(cells) != self.grid:
            raise ReportRefused(f"the row has {len(cells)} columns, its table {self.grid}")
        values = cells if self.width == self.grid else [cells[start] for start in self.starts]
        if len(values[2]) > _LONGEST_SYMBOL or len(values[3]) > _LONGEST_WORD or len(values[9]) > _LONGEST_WORD:
            raise ReportRefused("the row holds a text where a symbol, a type or a number belongs")
        return values

    def totals(self, cells: list[str]) -> list[Decimal]:
        """Commission, fee (zero in tables without one), swap, profit and balance of the totals row under the deals."""
        if len(cells) != self.grid:
            raise ReportRefused(f"the totals row has {len(cells)} columns, its table {self.grid}")
        values = [cells[start] for start in self.starts]
        money = [figures.number(text) for text in values[_MONEY_FROM:] if text]
        if len(money) == 4:
            money.insert(1, Decimal(0))
        if len(money) != 5:
            raise ReportRefused("the totals row under the deals is damaged")
        return money


def position(values: list[str], line: int) -> PositionRow:
    """Time, position, symbol, type, volume, price, S/L, T/P, time, price, commission, swap, profit."""
    return PositionRow(
        opened_at=figures.time(values[0]),
        ticket=figures.ticket(values[1]),
        symbol=values[2],
        side=_side(values[3]),
        volume=figures.volumes(values[4])[0],
        open_price=figures.number(values[5]),
        stop_loss=figures.number_or_none(values[6]),
        take_profit=figures.number_or_none(values[7]),
        closed_at=figures.time(values[8]),
        close_price=figures.number(values[9]),
        commission=figures.number(values[10]),
        swap=figures.number(values[11]),
        profit=figures.number(values[12]),
        line=line,
    )


def open_position(values: list[str], line: int) -> PositionRow:
    """Time, position, symbol, type, volume, price, S/L, T/P, market price, swap, profit, comment."""
    return PositionRow(
        opened_at=figures.time(values[0]),
        ticket=figures.ticket(values[1]),
        symbol=values[2],
        side=_side(values[3]),
        volume=figures.volumes(values[4])[0],
        open_price=figures.number(values[5]),
        stop_loss=figures.number_or_none(values[6]),
        take_profit=figures.number_or_none(values[7]),
        close_price=figures.number_or_none(values[8]),
        swap=figures.number(values[9]),
        profit=figures.number(values[10]),
        comment=values[11],
        line=line,
    )


def order(values: list[str], line: int) -> OrderRow:
    """Time, order, symbol, type, volume, price, S/L, T/P, time, state, comment."""
    row = _order(values, line)
    return OrderRow(**row, done_at=figures.time(values[8]))  # type: ignore[arg-type]


def working_order(values: list[str], line: int) -> OrderRow:
    """As an order, with the market price where the time of its end would stand."""
    return OrderRow(**_order(values, line))  # type: ignore[arg-type]


def _order(values: list[str], line: int) -> dict[str, object]:
    if not values[3]:
        raise ReportRefused("the order has no type", line=line)
    asked, filled = figures.volumes(values[4])
    return {
        "placed_at": figures.time(values[0]),
        "ticket": figures.ticket(values[1]),
        "symbol": values[2],
        "kind": values[3].lower(),
        "volume": asked,
        "filled_volume": filled,
        "price": figures.number_or_none(values[5]) if values[5].lower() != "market" else None,
        "stop_loss": figures.number_or_none(values[6]),
        "take_profit": figures.number_or_none(values[7]),
        "state": values[9].lower(),
        "comment": values[10] if len(values) > 10 else "",
        "line": line,
    }


def deal(values: list[str], line: int) -> DealRow:
    """Eight columns that say what, then commission, fee (not in older reports), swap, profit, balance, comment.

    A sheet shows the column of costs that the terminal's page hides: it stands first and is not money of the account.
    """
    if not 13 <= len(values) <= 15:
        raise ReportRefused(f"a table of {len(values)} columns is none of this report's", line=line)
    kind = DEAL_KINDS.get(values[3].lower())
    if kind is None:
        raise ReportRefused(f"deal {values[1]}: its type {values[3]!r} is not known", line=line)
    try:
        deal = DealRow(
            at=figures.time(values[0]),
            ticket=figures.ticket(values[1]),
            symbol=values[2],
            kind=kind,
            direction=values[4].lower(),
            volume=figures.number_or_none(values[5]),
            price=figures.number_or_none(values[6]),
            order=figures.ticket(values[7]) if values[7] else None,
            commission=figures.number(values[-6] if len(values) > 13 else values[-5]),
            fee=figures.number(values[-5]) if len(values) > 13 else Decimal(0),
            swap=figures.number(values[-4]),
            profit=figures.number(values[-3]),
            balance=figures.number(values[-2]),
            comment=values[-1],
            line=line,
        )
    except figures.Unreadable as error:
        raise ReportRefused(f"deal {values[1]}: {error}", line=line) from None
    if kind in TRADE_KINDS and (deal.direction not in DIRECTIONS or not deal.symbol or deal.volume is None):
        raise ReportRefused(f"deal {deal.ticket}: a trade needs symbol, direction and volume", line=line)
    return deal


def _side(text: str) -> str:
    side = text.lower()
    if side not in {"buy", "sell"}:
        raise ReportRefused(f"a position is bought or sold, not {text!r}")
    return side
