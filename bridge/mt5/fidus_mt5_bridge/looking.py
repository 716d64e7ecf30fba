"""What a terminal can be asked without changing anything: each takes the terminal and the call's arguments."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from fidus_mt5_bridge import rows
from fidus_mt5_bridge.arguments import Arguments
from fidus_mt5_bridge.rows import Row
from fidus_mt5_bridge.terminal import DAY, Terminal

PAGE = 2000
TRIGGERED = frozenset({4, 5, 6})  # ORDER_REASON_SL, _TP, _SO: they carry the magic of the position they close
SECOND_LOOK = 0.2  # seconds; an order may be on its way from the working ones to history


def account(terminal: Terminal, arguments: Arguments) -> Row:
    return {"account": rows.account(terminal.check())}


def positions(terminal: Terminal, arguments: Arguments) -> Row:
    fine = terminal.check().currency_digits
    return {"positions": [rows.position(row, terminal.digits, fine) for row in terminal.all_of("positions_get")]}


def orders(terminal: Terminal, arguments: Arguments) -> Row:
    return {"orders": [rows.order(row, terminal.digits) for row in terminal.all_of("orders_get")]}


def order(terminal: Terminal, arguments: Arguments) -> Row:
    """The order with a `magic`, or with a `ticket`, and the deals that came of it; null if there surely is none."""
    magic = arguments.optional_whole("magic")
    for wait in (0.0, SECOND_LOOK):
        time.sleep(wait)
        if magic is None:
            found = by_ticket(terminal, arguments.whole("ticket"))
        else:
            found = _by_magic(terminal, magic)
        if found is not None:
            return with_deals(terminal, found)
    return {"order": None, "deals": []}


def by_ticket(terminal: Terminal, ticket: int) -> Any:
    found = terminal.all_of("orders_get", ticket=ticket) or terminal.all_of("history_orders_get", ticket=ticket)
    return found[0] if found else None


def with_deals(terminal: Terminal, placed: Any) -> Row:
    fine = terminal.check().currency_digits
    deals = terminal.all_of("history_deals_get", ticket=placed.ticket)
    return {
        "order": rows.order(placed, terminal.digits),
        "deals": [rows.deal(row, terminal.digits, fine) for row in deals if row.order == placed.ticket],
    }


def _by_magic(terminal: Terminal, magic: int) -> Any:
    """Working first, then history: an order moves that way and never back. Of several the first that was placed."""
    for batch in _everywhere(terminal):
        ours = [row for row in batch if row.magic == magic and row.reason not in TRIGGERED]
        if ours:
            return min(ours, key=lambda row: (row.time_setup_msc, row.ticket))
    return None


def _everywhere(terminal: Terminal) -> Iterator[list[Any]]:
    yield list(terminal.all_of("orders_get"))
    recent = int(time.time()) - 2 * DAY
    for part, _ in terminal.history("history_orders", recent, PAGE):
        yield part
    for part, after in terminal.history("history_orders", 0, PAGE):
        yield part
        if after is None or after >= recent:
            return


def deals(terminal: Terminal, arguments: Arguments) -> Row:
    """Deals from `since` (seconds of the broker's clock), a page of them, and where the next page begins or null."""
    fine = terminal.check().currency_digits
    limit = min(arguments.whole("limit", PAGE), PAGE)
    after: int | None = None
    for part, after in terminal.history("history_deals", arguments.whole("since"), max(limit, 1)):
        if part:
            part.sort(key=lambda row: (row.time_msc, row.ticket))
            return {"deals": [rows.deal(row, terminal.digits, fine) for row in part], "next": after}
    return {"deals": [], "next": None}


def symbols(terminal: Terminal, arguments: Arguments) -> Row:
    """Those named, or a page of all that the broker lists."""
    names = arguments.texts("names")
    if names:
        found = [terminal.mt5.symbol_info(name) for name in names]
        return {"symbols": [rows.symbol(info) for info in found if info is not None], "next": None}
    start = arguments.whole("start", 0)
    every = terminal.all_of("symbols_get")
    after = start + PAGE
    return {
        "symbols": [rows.symbol(info) for info in every[start:after]],
        "next": after if after < len(every) else None,
    }


def ticks(terminal: Terminal, arguments: Arguments) -> Row:
    # Prices come for symbols in Market Watch alone.
    shown = [name for name in arguments.texts("names") if terminal.mt5.symbol_select(name, True)]
    found = [(name, terminal.mt5.symbol_info_tick(name)) for name in shown]
    return {"ticks": [rows.tick(name, tick, terminal.digits) for name, tick in found if tick is not None]}


def snapshot(terminal: Terminal, arguments: Arguments) -> Row:
    """Account, positions, orders and the deals since, in one visit: what a watch and a poll want."""
    told = account(terminal, arguments) | positions(terminal, arguments) | orders(terminal, arguments)
    return told | deals(terminal, arguments) if arguments.has("since") else told


LOOKING: dict[str, Callable[[Terminal, Arguments], Row]] = {
    "account": account, "positions": positions, "orders": orders, "order": order, "deals": deals, "symbols": symbols,
    "ticks": ticks, "snapshot": snapshot,
}  # fmt: skip
