"""What changes something at the broker. `may_send` is asked at the last moment and raises Failure if it is too late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fidus_mt5_bridge import filling, looking
from fidus_mt5_bridge.arguments import Arguments
from fidus_mt5_bridge.failures import Failure, Kind
from fidus_mt5_bridge.retcodes import judge
from fidus_mt5_bridge.rows import Row
from fidus_mt5_bridge.terminal import Terminal

MaySend = Callable[[], None]
DEAL, PENDING, SLTP, MODIFY, REMOVE = 1, 5, 6, 7, 8  # TRADE_ACTION_*
GTC, DAY = 0, 1  # ORDER_TIME_*
TYPES = {
    ("buy", "market"): 0, ("sell", "market"): 1, ("buy", "limit"): 2, ("sell", "limit"): 3, ("buy", "stop"): 4,
    ("sell", "stop"): 5, ("buy", "stop limit"): 6, ("sell", "stop limit"): 7,
}  # fmt: skip
COMMENT = 31  # characters; the package refuses more


def submit(terminal: Terminal, arguments: Arguments, may_send: MaySend) -> Row:
    return _place(terminal, _new_order(terminal, arguments), may_send)


def close(terminal: Terminal, arguments: Arguments, may_send: MaySend) -> Row:
    """Close a position, or a `volume` of it, at market."""
    held = terminal.all_of("positions_get", ticket=arguments.whole("position"))
    if not held:
        raise Failure(Kind.REFUSED, "there is no such position", "10036")
    (position,) = held
    opposite = "sell" if position.type == 0 else "buy"
    told: dict[str, Any] = {
        "symbol": position.symbol, "side": opposite, "kind": "market", "position": position.ticket,
        "volume": arguments.text("volume", str(position.volume)), "magic": arguments.whole("magic"),
        "comment": arguments.text("comment", ""),
    }  # fmt: skip
    return _place(terminal, _new_order(terminal, Arguments(told)), may_send)


def check(terminal: Terminal, arguments: Arguments) -> Row:
    """What the broker would say to an order, without sending it: order_check, whose yes is zero."""
    result = terminal.sure(terminal.mt5.order_check(_new_order(terminal, arguments)), "order_check")
    return {"retcode": result.retcode, "words": result.comment}


def cancel(terminal: Terminal, arguments: Arguments, may_send: MaySend) -> Row:
    ticket = arguments.whole("ticket")
    if not terminal.all_of("orders_get", ticket=ticket):
        raise Failure(Kind.REFUSED, "no such order works", "10013")
    _send(terminal, {"action": REMOVE, "order": ticket}, may_send)
    return _as_it_stands(terminal, ticket)


def modify(terminal: Terminal, arguments: Arguments, may_send: MaySend) -> Row:
    """Prices of a working order; the platform wants all of them, so those that stay are read from it."""
    ticket = arguments.whole("ticket")
    found = terminal.all_of("orders_get", ticket=ticket)
    if not found:
        raise Failure(Kind.REFUSED, "no such order works", "10013")
    order = found[0]
    names = {"price": "price_open", "stoplimit": "price_stoplimit", "sl": "sl", "tp": "tp"}
    prices = {
        name: arguments.amount(name) if arguments.has(name) else float(getattr(order, theirs))
        for name, theirs in names.items()
    }
    request = {"action": MODIFY, "order": ticket, "symbol": order.symbol, **prices, "type_time": order.type_time}
    _send(terminal, request | {"expiration": order.time_expiration}, may_send, unchanged_is_done=True)
    return _as_it_stands(terminal, ticket)


def protect(terminal: Terminal, arguments: Arguments, may_send: MaySend) -> Row:
    """Stop loss and take profit of a position; what is not given stays."""
    held = terminal.all_of("positions_get", ticket=arguments.whole("position"))
    if not held:
        raise Failure(Kind.REFUSED, "there is no such position", "10036")
    (position,) = held
    levels = {
        name: arguments.amount(name) if arguments.has(name) else float(getattr(position, name)) for name in ("sl", "tp")
    }
    request = {"action": SLTP, "position": position.ticket, "symbol": position.symbol, **levels}
    _send(terminal, request, may_send, unchanged_is_done=True)
    return looking.positions(terminal, arguments)


TRADING: dict[str, Callable[[Terminal, Arguments, MaySend], Row]] = {
    "submit": submit, "close": close, "cancel": cancel, "modify": modify, "protect": protect,
}  # fmt: skip


def _new_order(terminal: Terminal, arguments: Arguments) -> dict[str, Any]:
    name, side, kind = arguments.text("symbol"), arguments.text("side"), arguments.text("kind")
    if (side, kind) not in TYPES:
        raise Failure(Kind.REFUSED, f"{side} {kind} is no order of this platform", "10035")
    symbol = terminal.mt5.symbol_info(name)
    if symbol is None:
        code, words = terminal.mt5.last_error()
        if code != -4:
            raise terminal._failed("symbol_info")
        raise Failure(Kind.REFUSED, f"the broker has no symbol {name} ({words})", str(code))
    terminal.mt5.symbol_select(name, True)
    wanted = arguments.text("time_in_force", "gtc")
    magic, comment = arguments.whole("magic"), arguments.text("comment", "")
    request: dict[str, Any] = {
        "symbol": name, "volume": arguments.amount("volume"), "type": TYPES[side, kind], "magic": magic,
        "comment": comment[:COMMENT], "sl": arguments.amount("sl"), "tp": arguments.amount("tp"),
    }  # fmt: skip
    if kind != "market":
        return request | {
            "action": PENDING, "price": arguments.amount("price"), "stoplimit": arguments.amount("stoplimit"),
            "type_filling": filling.of_pending_order(symbol, wanted), "type_time": DAY if wanted == "day" else GTC,
        }  # fmt: skip
    tick = terminal.sure(terminal.mt5.symbol_info_tick(name), "symbol_info_tick")
    request |= {
        "action": DEAL, "price": float(tick.ask if side == "buy" else tick.bid), "type_time": GTC,
        "type_filling": filling.of_market_order(symbol, wanted), "deviation": arguments.whole("deviation", 20),
    }  # fmt: skip
    if position := arguments.whole("position", 0):
        request["position"] = position
    return request


def _place(terminal: Terminal, request: dict[str, Any], may_send: MaySend) -> Row:
    result = _send(terminal, request, may_send)
    told = {"retcode": result.retcode, "ticket": result.order, "deal": result.deal}
    return told | _as_it_stands(terminal, result.order)


def _send(terminal: Terminal, request: dict[str, Any], may_send: MaySend, *, unchanged_is_done: bool = False) -> Any:
    terminal.check()
    may_send()
    result = terminal.mt5.order_send(request)
    judge(result, terminal.mt5.last_error(), unchanged_is_done=unchanged_is_done)
    return result


def _as_it_stands(terminal: Terminal, ticket: int) -> Row:
    """The order as the terminal shows it now. It was taken; if it cannot be seen yet, that changes nothing of it."""
    try:
        found = looking.by_ticket(terminal, ticket) if ticket else None
        if found is None:
            terminal.check()
            return {"order": None, "deals": []}
        return looking.with_deals(terminal, found)
    except Failure as failure:
        raise Failure(
            Kind.UNKNOWN, f"it was taken, and then the terminal did not answer ({failure.words})", failure.code
        ) from None
