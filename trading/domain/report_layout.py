"""What a Trade History Report says, row by row, before it becomes a page or a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fidus.lib.money import minor_units
from trading.domain.history import AccountHeader, DealRow, History, OrderRow, PositionRow
from trading.domain.mt5_report_words import WORDS

_ENVIRONMENTS = {"live": "real"}
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Layout:
    """A history in one language and one version of the terminal: older ones print no fees."""

    history: History
    language: str = "en"
    with_fee: bool = True

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    def amount(self, value: Decimal) -> str:
        return f"{value:,.{minor_units(self.history.header.currency)}f}".replace(",", " ")

    def header(self) -> list[tuple[str, str]]:
        header, words = self.history.header, self.words
        return [
            (words["name"], header.name),
            (words["account"], account_line(header)),
            (words["company"], header.company),
            (words["date"], f"{header.saved_at:%Y.%m.%d %H:%M}"),
        ]

    def columns(self, table: str) -> list[str]:
        names = {
            "positions": "time position symbol type volume price sl tp time price commission swap profit",
            "orders": "open_time order symbol type volume price sl tp time state comment",
            "deals": "time deal symbol type direction volume price order "
            "cost commission fee swap profit balance comment",
            "open_positions": "time position symbol type volume price sl tp market_price swap profit comment",
            "working_orders": "open_time order symbol type volume price sl tp market_price state comment",
        }[table].split()
        if not self.with_fee:
            names = [name for name in names if name not in {"cost", "fee"}]
        return [{"sl": "S / L", "tp": "T / P"}.get(name) or self.words[name] for name in names]

    def position(self, row: PositionRow) -> list[str]:
        assert row.closed_at
        return [
            moment(row.opened_at), str(row.ticket), row.symbol, row.side, plain(row.volume), plain(row.open_price),
            plain(row.stop_loss), plain(row.take_profit), moment(row.closed_at), plain(row.close_price),
            self.amount(row.commission), self.amount(row.swap), self.amount(row.profit),
        ]  # fmt: skip

    def open_position(self, row: PositionRow) -> list[str]:
        return [
            moment(row.opened_at), str(row.ticket), row.symbol, row.side, plain(row.volume), plain(row.open_price),
            plain(row.stop_loss), plain(row.take_profit), plain(row.close_price), self.amount(row.swap),
            self.amount(row.profit), row.comment,
        ]  # fmt: skip

    def order(self, row: OrderRow) -> list[str]:
        return [
            moment(row.placed_at), str(row.ticket), row.symbol, row.kind,
            f"{plain(row.volume)} / {plain(row.filled_volume)}", plain(row.price) or "market", plain(row.stop_loss),
            plain(row.take_profit), moment(row.done_at) if row.done_at else "", row.state, row.comment,
        ]  # fmt: skip

    def deal(self, row: DealRow) -> list[str]:
        """With an empty cell for the hidden column of costs, where this version has one."""
        what = [
            moment(row.at), str(row.ticket), row.symbol, row.kind, row.direction, plain(row.volume), plain(row.price),
            str(row.order or ""),
        ]  # fmt: skip
        costs = (
            ["", self.amount(row.commission), self.amount(row.fee)] if self.with_fee else [self.amount(row.commission)]
        )
        return [*what, *costs, self.amount(row.swap), self.amount(row.profit), self.amount(row.balance), row.comment]

    def totals(self) -> list[str]:
        """Commission, fee, swap, profit, balance of all deals."""
        deals = self.history.deals
        sums = [sum((getattr(deal, name) for deal in deals), _ZERO) for name in ("commission", "fee", "swap", "profit")]
        if not self.with_fee:
            del sums[1]
        return [self.amount(value) for value in [*sums, self.closing_balance]]

    @property
    def closing_balance(self) -> Decimal:
        return self.history.deals[-1].balance if self.history.deals else _ZERO

    @property
    def floating(self) -> Decimal:
        return sum((row.profit for row in self.history.open_positions), _ZERO)

    def summary(self) -> Iterator[list[str]]:
        words, balance, floating = self.words, self.closing_balance, self.floating
        equity = balance + floating + sum((row.swap for row in self.history.open_positions), _ZERO)
        yield [words["balance"], self.amount(balance), words["free_margin"], self.amount(equity)]
        yield [words["credit"], self.amount(self.history.credit), words["margin"], self.amount(_ZERO)]
        yield [words["floating"], self.amount(floating), words["margin_level"], "0.00%"]
        yield [words["equity"], self.amount(equity)]

    def results(self) -> list[str]:
        """Net profit, gross profit and gross loss of the trades, with their names."""
        nets = [deal.net for deal in self.history.deals if deal.is_trade]
        gains = sum((net for net in nets if net > 0), _ZERO)
        losses = sum((net for net in nets if net < 0), _ZERO)
        named = (("net_profit", gains + losses), ("gross_profit", gains), ("gross_loss", losses))
        return [text for name, value in named for text in (self.words[name], self.amount(value))]


def account_line(header: AccountHeader) -> str:
    environment = _ENVIRONMENTS.get(header.environment, header.environment)
    return f"{header.login} ({header.currency}, {header.server}, {environment}, {header.margin_mode.capitalize()})"


def moment(at: datetime) -> str:
    return f"{at:%Y.%m.%d %H:%M:%S}"


def plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
