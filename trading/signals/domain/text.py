"""The text grammar: "BUY EURUSD SL 1.07 TP 1.10", in any case and order; every word is understood or refused."""

from __future__ import annotations

import re
from typing import Any

from trading.brokers.facts import OptionRight, TimeInForce
from trading.signals.domain import our_json
from trading.signals.domain.standard import Environment, Reading, SignalKind, StandardSignal
from trading.signals.domain.written import BadSignal, shown

LONGEST = 1000
_KINDS = {
    "entry": SignalKind.ENTRY, "enter": SignalKind.ENTRY, "open": SignalKind.ENTRY,
    "exit": SignalKind.EXIT, "close": SignalKind.EXIT, "flat": SignalKind.EXIT,
    "add": SignalKind.SCALE_IN, "scalein": SignalKind.SCALE_IN,
    "reduce": SignalKind.SCALE_OUT, "scaleout": SignalKind.SCALE_OUT,
    "flip": SignalKind.FLIP, "reverse": SignalKind.FLIP,
}  # fmt: skip
_SIDES = {"buy": "buy", "long": "buy", "sell": "sell", "short": "sell"}
# A word that takes the next one as its value -> where that stands in our JSON.
_VALUES: dict[str, tuple[str, ...]] = {
    "limit": ("order", "limit_price"), "stop": ("order", "stop_price"), "@": ("order", "limit_price"),
    "sl": ("order", "stop_loss"), "stoploss": ("order", "stop_loss"),
    "tp": ("order", "target"), "target": ("order", "target"), "takeprofit": ("order", "target"),
    "sloffset": ("order", "stop_loss_offset"), "tpoffset": ("order", "target_offset"),
    "units": ("size", "units"), "qty": ("size", "units"), "lots": ("size", "lots"),
    "risk": ("size", "risk_percent"), "equity": ("size", "equity_percent"),
    "strike": ("strike",), "expiry": ("expiry",), "asset": ("asset",),
    "id": ("signal_id",), "bar": ("bar_at",), "sent": ("sent_at",), "until": ("valid_until",), "env": ("environment",),
    "price": ("reference_price",),
}  # fmt: skip
_PERCENTS = {"risk", "equity"}
_ALONE: dict[str, tuple[str, str]] = {
    **{force.value: ("time_in_force", force.value) for force in TimeInForce},
    **{right.value: ("right", right.value) for right in OptionRight},
    **{env.value: ("environment", env.value) for env in Environment},
}
# Written apart they are one word.
_TOGETHER = re.compile(r"\b(stop|take|scale)[\s_-]+(loss|profit|in|out)\b(?=[\s:=,;]|$)", re.IGNORECASE)
_PIECES = re.compile(r"[^\s,;]+")
_JOINED = re.compile(r"([A-Za-z]+)[:=](.+)|(@)(.+)", re.DOTALL)


def read(text: str, reading: Reading) -> StandardSignal:
    """The signal in `text`; raises BadSignal naming the word that is at fault."""
    if len(text) > LONGEST:
        raise BadSignal(f"A signal in words is at most {LONGEST} signs long.")
    given: dict[str, Any] = {"version": our_json.VERSION}
    unknown: list[str] = []
    words = iter(_words(text))
    for word in words:
        low = word.lower()
        if low in _VALUES:
            value = next(words, None)
            if value is None:
                raise BadSignal(f"After “{shown(word)}” its value is missing.")
            _put(given, _VALUES[low], value.removesuffix("%") if low in _PERCENTS else value, word)
        elif low in _KINDS:
            _put(given, ("kind",), _KINDS[low].value, word)
        elif low in _SIDES:
            _put(given, ("side",), _SIDES[low], word)
        elif low == "market":
            _put(given, ("order", "type"), "market", word)
        elif low in _ALONE:
            name, value = _ALONE[low]
            _put(given, ("order", name) if name == "time_in_force" else (name,), value, word)
        else:
            unknown.append(word)
    _name_symbol(given, unknown)
    given.setdefault("kind", SignalKind.ENTRY.value)
    _name_type(given)
    return our_json.read(given, reading)


def _words(text: str) -> list[str]:
    """Words and their values apart: "SL:1.07", "sl=1.07" and "sl 1.07" are the same; "FX:EURUSD" is one symbol."""
    text = _TOGETHER.sub(lambda met: met[1] + met[2], text)
    words: list[str] = []
    for piece in _PIECES.findall(text):
        joined = _JOINED.fullmatch(piece)
        name, value = (joined[1] or joined[3], joined[2] or joined[4]) if joined else ("", "")
        if name.lower() in _VALUES:
            words += [name, value]
        else:
            words.append(piece)
    return words


def _put(given: dict[str, Any], path: tuple[str, ...], value: str, word: str) -> None:
    place = given
    for name in path[:-1]:
        place = place.setdefault(name, {})
    if path[-1] in place or (path[0] == "size" and place):
        raise BadSignal(f"“{shown(word)}” says again what was said already.")
    place[path[-1]] = value


def _name_symbol(given: dict[str, Any], unknown: list[str]) -> None:
    if not unknown:
        raise BadSignal("There is no symbol in it.")
    if len(unknown) > 1:
        named = ", ".join(f"“{shown(word)}”" for word in unknown[:5])
        raise BadSignal(f"One word is the symbol, all others must be known; these are not: {named}.")
    given["symbol"] = unknown[0]


def _name_type(given: dict[str, Any]) -> None:
    order = given.get("order")
    if order is None:
        return
    named = [word for word, price in (("stop", "stop_price"), ("limit", "limit_price")) if price in order]
    if named:
        if "type" in order:
            raise BadSignal("A market order has no limit and no stop price.")
        order["type"] = " ".join(named)
