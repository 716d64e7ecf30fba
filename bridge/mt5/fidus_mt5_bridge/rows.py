"""The package's structures as JSON: its own field names, amounts as text, times in milliseconds of its clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fidus_mt5_bridge.amounts import money, price, volume

Row = dict[str, Any]
Digits = Callable[[str], int]  # of a symbol's prices


def account(info: Any) -> Row:
    digits = info.currency_digits
    amounts = ("balance", "credit", "equity", "margin", "margin_free")
    kept = (
        "login", "server", "currency", "currency_digits", "trade_mode", "margin_mode", "leverage", "name", "company",
    )  # fmt: skip
    return {name: getattr(info, name) for name in kept} | {
        "trade_allowed": bool(info.trade_allowed),
        **{name: money(getattr(info, name), digits) for name in amounts},
    }


def position(held: Any, digits: Digits, currency_digits: int) -> Row:
    fine = digits(held.symbol)
    kept = ("ticket", "identifier", "symbol", "type", "time_msc", "magic", "reason", "comment")
    return {name: getattr(held, name) for name in kept} | {
        "volume": volume(held.volume),
        **{name: price(getattr(held, name), fine) for name in ("price_open", "price_current", "sl", "tp")},
        **{name: money(getattr(held, name), currency_digits) for name in ("swap", "profit")},
    }


def order(placed: Any, digits: Digits) -> Row:
    fine = digits(placed.symbol)
    kept = (
        "ticket", "symbol", "type", "state", "type_time", "type_filling", "time_setup_msc", "time_done_msc", "magic",
        "reason", "position_id", "comment",
    )  # fmt: skip
    return {name: getattr(placed, name) for name in kept} | {
        **{name: volume(getattr(placed, name)) for name in ("volume_initial", "volume_current")},
        **{name: price(getattr(placed, name), fine) for name in ("price_open", "price_stoplimit", "sl", "tp")},
    }


def deal(done: Any, digits: Digits, currency_digits: int) -> Row:
    fine = digits(done.symbol) if done.symbol else currency_digits
    kept = ("ticket", "order", "time_msc", "type", "entry", "magic", "position_id", "reason", "symbol", "comment")
    return {name: getattr(done, name) for name in kept} | {
        "volume": volume(done.volume),
        "price": price(done.price, fine),
        **{name: money(getattr(done, name), currency_digits) for name in ("commission", "swap", "profit", "fee")},
    }


def symbol(info: Any) -> Row:
    kept = (
        "name", "description", "path", "exchange", "digits", "trade_calc_mode", "trade_mode", "trade_exemode",
        "filling_mode", "expiration_time", "currency_base", "currency_profit", "currency_margin",
    )  # fmt: skip
    fine = max(info.digits, 0)
    return {name: getattr(info, name) for name in kept} | {
        **{name: volume(getattr(info, name)) for name in ("volume_min", "volume_max", "volume_step")},
        "trade_contract_size": volume(info.trade_contract_size),
        "tick_size": price(info.trade_tick_size or info.point, fine),
        "option_strike": price(info.option_strike, fine),
        "option_right": info.option_right,
        "basis": info.basis,
    }


def tick(symbol: str, prices: Any, digits: Digits) -> Row:
    fine = digits(symbol)
    return {"symbol": symbol, "time_msc": prices.time_msc} | {
        name: price(getattr(prices, name), fine) for name in ("bid", "ask", "last")
    }
