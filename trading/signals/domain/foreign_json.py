"""JSON in somebody else's words: TradingView's alerts, read by a door's mapping, else by the usual names.

What a strategy's alert tells are order and position: action, and the market position before and after. The price in it
is the one at which the strategy traded in its own head, never a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from trading.brokers.facts import Side
from trading.signals.domain import our_json
from trading.signals.domain.standard import Heartbeat, Reading, SignalKind, StandardSignal
from trading.signals.domain.written import BadSignal, number, shown

# Our field -> what it is usually called, in the order in which it is looked for; letters and digits alone count.
USUAL: dict[str, tuple[str, ...]] = {
    "symbol": ("symbol", "ticker", "instrument", "pair"),
    "action": ("strategyorderaction", "orderaction", "action", "side"),
    "asset": ("asset", "assetkind"),
    "position": ("strategymarketposition", "marketposition"),
    "position_before": ("strategyprevmarketposition", "prevmarketposition", "previousmarketposition"),
    "position_size": ("strategymarketpositionsize", "marketpositionsize"),
    "position_size_before": ("strategyprevmarketpositionsize", "prevmarketpositionsize"),
    "stop_loss": ("stoploss", "sl", "stoplossprice"),
    "target": ("takeprofit", "tp", "target", "takeprofitprice"),
    "stop_loss_offset": ("sloffset", "stoplossoffset"),
    "target_offset": ("tpoffset", "takeprofitoffset", "targetoffset"),
    "units": ("strategyordercontracts", "contracts", "quantity", "qty", "units"),
    "lots": ("lots",),
    "risk_percent": ("riskpercent", "risk"),
    "equity_percent": ("equitypercent",),
    "reference_price": ("strategyorderprice", "orderprice", "price", "close"),
    "bar_at": ("time", "bartime", "barat"),
    "sent_at": ("timenow", "sentat", "timestamp"),
    "signal_id": ("signalid", "alertid", "id"),
    "environment": ("environment", "env"),
    "heartbeat": ("heartbeat",),
}
_ENTRY = SignalKind.ENTRY
# What an action is usually called -> side and kind; None: as positions say, else an entry.
_ACTIONS: dict[str, tuple[Side | None, SignalKind | None]] = {
    "buy": (Side.BUY, None), "long": (Side.BUY, None), "sell": (Side.SELL, None), "short": (Side.SELL, None),
    "enterlong": (Side.BUY, _ENTRY), "longentry": (Side.BUY, _ENTRY), "entrylong": (Side.BUY, _ENTRY),
    "entershort": (Side.SELL, _ENTRY), "shortentry": (Side.SELL, _ENTRY), "entryshort": (Side.SELL, _ENTRY),
    "exitlong": (Side.SELL, SignalKind.EXIT), "longexit": (Side.SELL, SignalKind.EXIT),
    "closelong": (Side.SELL, SignalKind.EXIT), "exitshort": (Side.BUY, SignalKind.EXIT),
    "shortexit": (Side.BUY, SignalKind.EXIT), "closeshort": (Side.BUY, SignalKind.EXIT),
    "exit": (None, SignalKind.EXIT), "close": (None, SignalKind.EXIT), "flat": (None, SignalKind.EXIT),
}  # fmt: skip
_POSITIONS = {"long": 1, "short": -1, "flat": 0}
_ORDER = ("stop_loss", "target", "stop_loss_offset", "target_offset")
_SIZES = ("units", "lots", "risk_percent", "equity_percent")
_PLAIN = ("signal_id", "environment", "reference_price", "bar_at", "sent_at", "asset")


def read(given: dict[str, Any], reading: Reading) -> StandardSignal | Heartbeat:
    """The signal in `given`; raises BadSignal. What has no place in a signal is left aside: such JSON is not ours."""
    found = _found(given, reading)
    if str(found.get("heartbeat", False)).lower() in {"true", "1"}:
        return Heartbeat()
    if "symbol" not in found:
        raise BadSignal("There is no symbol in it; name its field on the door (symbol, ticker), or write our own JSON.")
    if "action" not in found:
        raise BadSignal("There is no action in it; name its field on the door (action, strategy.order.action).")
    side, kind = _deed(found, reading)
    order = {name: found[name] for name in _ORDER if _told(found, name)}
    sizes = [name for name in _SIZES if _told(found, name)]
    ours: dict[str, Any] = {
        "version": our_json.VERSION,
        "kind": kind.value,
        "side": side.value if side else None,
        "symbol": found["symbol"],
        "order": order,
        **{name: found[name] for name in _PLAIN if _told(found, name)},
        **({"size": {sizes[0]: found[sizes[0]]}} if sizes and kind is not SignalKind.EXIT else {}),
    }
    if kind in {SignalKind.EXIT, SignalKind.SCALE_OUT}:
        # Templates are one for all orders of a strategy: what they say of stops is of entries.
        ours["order"] = {}
    return our_json.read(ours, reading)


def is_known_action(word: str) -> bool:
    """Whether `word` is an action as it is usually called."""
    return _bare(word) in _ACTIONS


def _found(given: dict[str, Any], reading: Reading) -> dict[str, Any]:
    values = dict(_flat(given))
    by_name: dict[str, Any] = {}
    for path, value in values.items():
        by_name.setdefault(_bare(path.rpartition(".")[2]), value)
        by_name.setdefault(_bare(path), value)
    found: dict[str, Any] = {}
    for name, usual in USUAL.items():
        said = reading.names.get(name)
        if said is not None:
            if said in values:
                found[name] = values[said]
            continue
        known = next((word for word in usual if word in by_name), None)
        if known is not None:
            found[name] = by_name[known]
    return found


def _flat(given: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        path = f"{above}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{path}.")
        elif value is not None:
            yield path, value


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _told(found: dict[str, Any], name: str) -> bool:
    return found.get(name) not in (None, "")


def _deed(found: dict[str, Any], reading: Reading) -> tuple[Side | None, SignalKind]:
    action = found["action"]
    if not isinstance(action, str) or not action.strip():
        raise BadSignal("The action is a word like buy or sell.", "/action")
    if "{{" in action:
        raise BadSignal(f"The placeholder {shown(action)} was not filled in.", "/action")
    word = reading.actions.get(action.strip(), action)
    if _bare(word) not in _ACTIONS:
        raise BadSignal(f"“{shown(action)}” is no action that is known; say what it means on the door.", "/action")
    side, kind = _ACTIONS[_bare(word)]
    if kind is None and side is not None:
        kind = _by_positions(found, side)
    return side, kind or _ENTRY


def _by_positions(found: dict[str, Any], side: Side) -> SignalKind:
    """Entry, exit, scaling or flip, from where the position was and is; units are signed by TradingView's words."""
    before, after = (_position(found, name) for name in ("position_before", "position"))
    sign = 1 if side is Side.BUY else -1
    if after == 0:
        return SignalKind.EXIT
    if before is None and after is None:
        return _ENTRY
    if after is None:
        if before == -sign:
            raise BadSignal(
                f"A {side} while the position was {'short' if sign > 0 else 'long'} may close it or turn it around: "
                "add the position after it ({{strategy.market_position}}).",
                "/action",
            )
        return SignalKind.SCALE_IN if before == sign else _ENTRY
    if after == -sign:
        if before not in {None, -sign}:
            raise BadSignal(f"A {side} cannot have led to that position from the one before.", "/position")
        return SignalKind.SCALE_OUT
    if before == -sign:
        return SignalKind.FLIP
    if before == sign:
        sizes = [_size(found, name) for name in ("position_size_before", "position_size")]
        shrinks = None not in sizes and sizes[1] < sizes[0]  # type: ignore[operator]
        if shrinks:
            raise BadSignal(f"A {side} cannot make a position smaller that is {side}.", "/action")
        return SignalKind.SCALE_IN
    return _ENTRY


def _position(found: dict[str, Any], name: str) -> int | None:
    if not _told(found, name):
        return None
    word = str(found[name]).strip().lower()
    if word not in _POSITIONS:
        raise BadSignal(f"“{shown(word)}” is no position; it is long, short or flat.", f"/{name}")
    return _POSITIONS[word]


def _size(found: dict[str, Any], name: str) -> Decimal | None:
    return abs(number(found[name], f"/{name}")) if _told(found, name) else None
