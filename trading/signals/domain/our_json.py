"""Our own JSON, version 1 (docs/signals.md)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from trading.brokers.facts import AssetKind, OptionRight, OrderKind, Side, TimeInForce
from trading.signals.domain.standard import (
    Environment,
    OrderTerms,
    Reading,
    SignalKind,
    SignalLeg,
    SizeHint,
    SizeKind,
    StandardSignal,
)
from trading.signals.domain.written import (
    LONGEST_COMMENT,
    BadSignal,
    day,
    instant,
    number,
    one_of,
    plain_text,
    positive,
    refuse_unknown,
    signal_id,
    symbol,
)

VERSION = 1
_OF_LEG = ("symbol", "asset", "side", "ratio", "expiry", "strike", "right")
_PRICES = ("limit_price", "stop_price", "stop_loss", "target", "stop_loss_offset", "target_offset")
_OF_ORDER = ("type", "time_in_force", *_PRICES)
_OF_SIGNAL = (
    "version", "signal_id", "environment", "kind", "legs", "order", "size", "reference_price", "bar_at", "sent_at",
    "valid_until", "comment", *_OF_LEG,
)  # fmt: skip


def read(given: dict[str, Any], reading: Reading) -> StandardSignal:
    """The signal in `given`; raises BadSignal with the place at fault."""
    refuse_unknown(given, _OF_SIGNAL, "")
    if given.get("version") != VERSION or isinstance(given.get("version"), bool):
        raise BadSignal(f"This is read in version {VERSION} alone.", "/version")
    if "kind" not in given:
        raise BadSignal("Say its kind: entry, exit, scale in, scale out or flip.", "/kind")
    stated = {name: given[name] for name in _OF_SIGNAL if given.get(name) is not None}
    return StandardSignal(
        kind=one_of(SignalKind, given["kind"], "/kind"),
        legs=_legs(stated, reading),
        order=_order(stated.get("order", {})),
        size=_size(stated["size"]) if "size" in stated else None,
        signal_id=signal_id(stated.get("signal_id", ""), "/signal_id"),
        environment=one_of(Environment, given["environment"], "/environment") if "environment" in stated else None,
        reference_price=_price(stated, "reference_price", ""),
        bar_at=instant(stated["bar_at"], "/bar_at") if "bar_at" in stated else None,
        sent_at=instant(stated["sent_at"], "/sent_at") if "sent_at" in stated else None,
        valid_until=instant(stated["valid_until"], "/valid_until") if "valid_until" in stated else None,
        comment=plain_text(stated.get("comment", ""), "/comment", LONGEST_COMMENT),
    )


def _legs(given: dict[str, Any], reading: Reading) -> tuple[SignalLeg, ...]:
    if "legs" not in given:
        return (_leg({name: given[name] for name in _OF_LEG if name in given}, reading, ""),)
    if beside := [name for name in _OF_LEG if name in given]:
        raise BadSignal("Beside legs this has no place; it belongs into each leg.", f"/{beside[0]}")
    if not isinstance(given["legs"], list):
        raise BadSignal("Legs are a list.", "/legs")
    return tuple(_leg(leg, reading, f"/legs/{place}") for place, leg in enumerate(given["legs"]))


def _leg(given: object, reading: Reading, at: str) -> SignalLeg:
    if not isinstance(given, dict):
        raise BadSignal("A leg is an object.", at)
    refuse_unknown(given, _OF_LEG, at)
    stated = {name: value for name, value in given.items() if value is not None}
    if "symbol" not in stated:
        raise BadSignal("The symbol is missing.", f"{at}/symbol")
    own, venue = symbol(stated["symbol"], f"{at}/symbol")
    asset = one_of(AssetKind, stated["asset"], f"{at}/asset") if "asset" in stated else reading.asset
    return SignalLeg(
        symbol=of_pair(own, asset),
        venue=venue,
        asset=asset,
        side=one_of(Side, stated["side"], f"{at}/side") if "side" in stated else None,
        ratio=_ratio(stated.get("ratio", 1), f"{at}/ratio"),
        expiry=day(stated["expiry"], f"{at}/expiry") if "expiry" in stated else None,
        strike=_price(stated, "strike", at),
        right=one_of(OptionRight, stated["right"], f"{at}/right") if "right" in stated else None,
    )


def of_pair(own: str, asset: AssetKind) -> str:
    """EUR/USD and EURUSD are the same pair."""
    return own.replace("/", "") if asset in {AssetKind.FOREX, AssetKind.CRYPTO} else own


def _ratio(value: object, at: str) -> int:
    read = number(value, at)
    if read != int(read):
        raise BadSignal("A ratio is a whole number.", at)
    return int(read)


def _order(given: object) -> OrderTerms:
    if not isinstance(given, dict):
        raise BadSignal("The order is an object.", "/order")
    refuse_unknown(given, _OF_ORDER, "/order")
    stated = {name: value for name, value in given.items() if value is not None}
    force = stated.get("time_in_force", TimeInForce.DAY.value)
    return OrderTerms(
        kind=one_of(OrderKind, stated.get("type", OrderKind.MARKET.value), "/order/type"),
        time_in_force=one_of(TimeInForce, force, "/order/time_in_force"),
        **{name: _price(stated, name, "/order") for name in _PRICES},
    )


def _price(given: dict[str, Any], name: str, at: str) -> Decimal | None:
    return positive(given[name], f"{at}/{name}") if name in given else None


def _size(given: object) -> SizeHint:
    names = {str(kind).replace(" ", "_"): kind for kind in SizeKind}
    if not isinstance(given, dict) or len(given) != 1:
        raise BadSignal(f"A size is an object of one of: {', '.join(names)}.", "/size")
    refuse_unknown(given, names, "/size")
    ((name, value),) = given.items()
    return SizeHint(kind=names[name], value=positive(value, f"/size/{name}"))
