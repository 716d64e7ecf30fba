"""What strategies hold, and what of it is on its way: by their own fills, as far as the broker has it, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from trading.brokers.facts import Side
from trading.decision.domain.exposure import Stock
from trading.decision.domain.facts import ZERO, Entry, HoldingFacts, Ticket
from trading.decision.selectors.stocks import HeldRow, PositionRow, Seen
from trading.orders.models import Purpose

_Place = tuple[int, str]  # account and the broker's symbol
_Own = tuple[int | None, int, str]  # and whose


class Holdings:
    """`add` makes what was decided count for the next decision."""

    def __init__(self, seen: Seen) -> None:
        self._held: dict[_Place, list[HeldRow]] = defaultdict(list)
        self._symbols: dict[int, set[str]] = defaultdict(set)  # by account: all that anybody holds or has out
        self._open: dict[_Place, dict[str, PositionRow]] = defaultdict(dict)
        self._moved = {(row.account_id, row.symbol, position) for row in seen.fills for position in row.positions}
        self._closing: dict[_Own, Decimal] = defaultdict(Decimal)
        self._out: dict[tuple[_Own, Side], Decimal] = defaultdict(Decimal)
        self._entries: dict[_Own, dict[int, Entry]] = defaultdict(dict)
        for row in seen.held:
            self._held[row.account_id, row.symbol].append(row)
            self._symbols[row.account_id].add(row.symbol)
        for position in seen.positions:
            self._open[position.account_id, position.symbol][position.number] = position
        for out in seen.out:
            own = (out.strategy_id, out.account_id, out.symbol)
            if out.purpose in (Purpose.OPEN, Purpose.REDUCE):
                self.add(own, Side(out.side), out.volume, opens=out.purpose == Purpose.OPEN)
            if out.purpose == Purpose.OPEN and out.number is not None:
                self.enter(own, Entry(out.number, Side(out.side), out.filled))

    def add(self, own: _Own, side: Side, volume: Decimal, *, opens: bool) -> None:
        self._symbols[own[1]].add(own[2])
        if opens:
            self._out[own, side] += volume
        else:
            self._closing[own] += volume

    def enter(self, own: _Own, entry: Entry) -> None:
        self._entries[own][entry.number] = entry

    def leave(self, strategy: int, account: int, cancelled: Collection[Entry]) -> None:
        """Nobody needs to cancel these any more; they count as out all the same."""
        for own, entries in self._entries.items():
            if own[:2] == (strategy, account):
                for entry in cancelled:
                    entries.pop(entry.number, None)

    def facts(self, strategy: int, account: int, symbol: str, stock: Stock) -> HoldingFacts:
        own, tickets = self._own(strategy, account, symbol, stock)
        others: dict[str, Decimal] = defaultdict(Decimal)
        for row in self._held[account, symbol]:
            if row.strategy_id != strategy:
                others[row.code] += row.volume
        if not stock.hedging and not any(others.values()):
            up, down = stock.held()
            # Nobody else's orders are among it: what the broker does not have is gone, by a stop of its own perhaps.
            own = min(own, max(up, ZERO)) if own > 0 else max(own, -max(down, ZERO))
        key = (strategy, account, symbol)
        up, down = stock.most()
        return HoldingFacts(
            up=up, down=down, own=own, own_closing=self._closing[key], own_out_up=self._out[key, Side.BUY],
            own_out_down=self._out[key, Side.SELL], own_entries=tuple(self._entries[key].values()), tickets=tickets,
            others=dict(others),
        )  # fmt: skip

    def values(self, strategy: int, account: int) -> list[tuple[str, Decimal, Decimal]]:
        """Symbol, what is held either way, what is out to open: of all that the strategy has there."""
        found = []
        for symbol in self._symbols[account]:
            rows = self._held.get((account, symbol), ())
            held = sum((row.volume for row in rows if row.strategy_id == strategy), ZERO)
            key = (strategy, account, symbol)
            out = self._out.get((key, Side.BUY), ZERO) + self._out.get((key, Side.SELL), ZERO)
            if held or out:
                found.append((symbol, abs(held), out))
        return found

    def _own(self, strategy: int, account: int, symbol: str, stock: Stock) -> tuple[Decimal, tuple[Ticket, ...]]:
        rows = [row for row in self._held[account, symbol] if row.strategy_id == strategy]
        if not stock.hedging or not all(row.position for row in rows):
            return sum((row.volume for row in rows), ZERO), ()
        tickets = tuple(ticket for row in rows if (ticket := self._ticket(row)).volume)
        return sum((ticket.volume for ticket in tickets), ZERO), tickets

    def _ticket(self, row: HeldRow) -> Ticket:
        """What of it is still open: the broker closes positions by itself, at a stop that went along with the order."""
        if (row.account_id, row.symbol, row.position) in self._moved:
            return Ticket(row.position, row.volume)
        seen = self._open[row.account_id, row.symbol].get(row.position)
        if seen is None:
            return Ticket(row.position, ZERO)
        most = seen.volume
        return Ticket(row.position, max(min(row.volume, most), -most))
