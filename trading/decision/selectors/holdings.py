"""What strategies hold, and what of it is on its way: by their own fills, as far as the broker has it, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from trading.brokers.facts import Side
from trading.decision.domain.exposure import Stock
from trading.decision.domain.facts import ZERO, Entry, HoldingFacts, Ticket
from trading.decision.selectors.stocks import HeldRow, PositionRow, Seen, ToldRow
from trading.orders.models import Purpose

_Place = tuple[int, str]  # account and the broker's symbol
_Own = tuple[int | None, int, str]  # and whose


class Holdings:
    """`add` makes what was decided count for the next decision."""

    def __init__(self, seen: Seen) -> None:
        self._held: dict[_Place, list[HeldRow]] = defaultdict(list)
        self._told: dict[_Place, list[ToldRow]] = defaultdict(list)
        self._symbols: dict[int, set[str]] = defaultdict(set)  # by account: all that anybody holds or has out
        self._open: dict[_Place, dict[str, PositionRow]] = defaultdict(dict)
        self._moved = {(row.account_id, row.symbol, position) for row in seen.fills for position in row.positions}
        self._closing: dict[_Own, Decimal] = defaultdict(Decimal)
        self._out: dict[tuple[_Own, Side], Decimal] = defaultdict(Decimal)
        self._entries: dict[_Own, dict[int, Entry]] = defaultdict(dict)
        for row in seen.held:
            self._held[row.account_id, row.symbol].append(row)
            self._symbols[row.account_id].add(row.symbol)
        for told in seen.told:
            self._told[told.account_id, told.symbol].append(told)
            self._symbols[told.account_id].add(told.symbol)
        for position in seen.positions:
            self._open[position.account_id, position.symbol][position.number] = position
        for out in seen.out:
            own = (out.strategy_id, out.account_id, out.symbol)
            # What is told as filled counts as held, or as closed, and so no longer as out.
            if out.purpose in (Purpose.OPEN, Purpose.REDUCE) and out.volume > out.told:
                self.add(own, Side(out.side), out.volume - out.told, opens=out.purpose == Purpose.OPEN)
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
        key, told = (strategy, account, symbol), self._told_of(strategy, account, symbol)
        own, tickets, nameless = self._own(key, told, stock)
        others: dict[str, Decimal] = defaultdict(Decimal)
        for row in (*self._held[account, symbol], *self._told[account, symbol]):
            if row.strategy_id != strategy:
                others[row.code] += row.volume
        if not stock.hedging and not any(others.values()):
            up, down = stock.held_or_told()
            # Nobody else's orders are among it: what the broker does not have is gone, by a stop of its own perhaps.
            own = min(own, max(up, ZERO)) if own > 0 else max(own, -max(down, ZERO))
        without = sum((row.volume for row in nameless), ZERO)
        up, down = stock.most()
        return HoldingFacts(
            up=up, down=down, own=own, own_nameless=without, own_closing=self._closing[key],
            own_out_up=self._out[key, Side.BUY] + max(without, ZERO),
            own_out_down=self._out[key, Side.SELL] + max(-without, ZERO),
            own_entries=self._entries_of(key, told, nameless), tickets=tickets, others=dict(others),
        )  # fmt: skip

    def _told_of(self, strategy: int, account: int, symbol: str) -> list[ToldRow]:
        return [row for row in self._told.get((account, symbol), ()) if row.strategy_id == strategy]

    def _entries_of(self, key: _Own, told: Sequence[ToldRow], nameless: Sequence[ToldRow]) -> tuple[Entry, ...]:
        """Of what an exit closes nobody needs to be told when its fills come; of what it cannot close yet, at once."""
        entries = dict(self._entries[key])
        for row in told:
            if row not in nameless and (entry := entries.get(row.number)) is not None:
                entries[row.number] = replace(entry, filled=row.filled + abs(row.volume))
        for row in nameless:
            side = Side.BUY if row.volume > 0 else Side.SELL
            entries.setdefault(row.number, Entry(row.number, side, row.filled, works=row.works))
        return tuple(entries.values())

    def values(self, strategy: int, account: int) -> list[tuple[str, Decimal, Decimal]]:
        """Symbol, what is held either way, what is out to open: of all that the strategy has there."""
        found = []
        for symbol in self._symbols[account]:
            rows = self._held.get((account, symbol), ())
            held = sum((row.volume for row in rows if row.strategy_id == strategy), ZERO)
            held += sum((row.volume for row in self._told_of(strategy, account, symbol)), ZERO)
            key = (strategy, account, symbol)
            out = self._out.get((key, Side.BUY), ZERO) + self._out.get((key, Side.SELL), ZERO)
            if held or out:
                found.append((symbol, abs(held), out))
        return found

    def _own(
        self, key: _Own, told: Sequence[ToldRow], stock: Stock
    ) -> tuple[Decimal, tuple[Ticket, ...], list[ToldRow]]:
        """What is held, by numbers where each position is closed by its own, and what is told and has no number yet."""
        strategy, account, symbol = key
        rows = [row for row in self._held[account, symbol] if row.strategy_id == strategy]
        if not stock.hedging or not all(row.position for row in rows):
            return sum((row.volume for row in (*rows, *told)), ZERO), (), []
        closed: dict[str, Decimal] = defaultdict(Decimal)
        for row in told:
            if row.purpose != Purpose.OPEN:
                closed[row.closes] += row.volume
        tickets = tuple(ticket for row in rows if (ticket := self._ticket(row, closed[row.position])).volume)
        nameless = [row for row in told if row.purpose == Purpose.OPEN]
        return sum((ticket.volume for ticket in tickets), ZERO), tickets, nameless

    def _ticket(self, row: HeldRow, closed: Decimal) -> Ticket:
        """What of it is still open: the broker closes positions by itself, at a stop that went along with the order."""
        volume = row.volume + closed
        if (row.account_id, row.symbol, row.position) in self._moved:
            return Ticket(row.position, volume)
        seen = self._open[row.account_id, row.symbol].get(row.position)
        if seen is None:
            return Ticket(row.position, ZERO)
        most = seen.volume
        return Ticket(row.position, max(min(volume, most), -most))
