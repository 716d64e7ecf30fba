"""A terminal, an account and a symbol as the package's tuples tell them, with every field."""

from __future__ import annotations

from MetaTrader5 import AccountInfo, SymbolInfo, TerminalInfo
from simulated_market import Account, Row, Symbol


def terminal_row(online: bool, auto_trading: bool, path: str) -> Row:
    row: Row = dict.fromkeys(TerminalInfo._fields, 0)
    return row | {
        "connected": online, "trade_allowed": auto_trading, "name": "MetaTrader 5", "build": 5260,
        "company": "Invented Brokers Ltd", "language": "English", "path": path, "data_path": "",
        "commondata_path": "",
    }  # fmt: skip


def account_row(account: Account, figures: Row) -> Row:
    row: Row = dict.fromkeys(AccountInfo._fields, 0.0)
    return row | figures | {
        "login": account.login, "trade_mode": account.trade_mode, "leverage": account.leverage, "limit_orders": 200,
        "margin_so_mode": 0, "trade_allowed": True, "trade_expert": True, "margin_mode": account.margin_mode,
        "currency_digits": account.digits, "fifo_close": False, "balance": account.balance,
        "credit": account.credit, "margin_so_call": 50.0, "margin_so_so": 30.0, "name": account.name,
        "server": account.server, "currency": account.currency, "company": account.company,
    }  # fmt: skip


def symbol_row(symbol: Symbol, at_msc: int) -> Row:
    texts = ("category", "bank", "exchange", "formula", "isin", "page", "basis")
    row: Row = dict.fromkeys(SymbolInfo._fields, 0)
    point = 10.0**-symbol.digits
    return row | dict.fromkeys(texts, "") | {
        "select": symbol.selected, "visible": symbol.selected, "time": at_msc // 1000,
        "digits": symbol.digits, "trade_calc_mode": symbol.calc_mode, "trade_mode": symbol.trade_mode,
        "trade_exemode": symbol.execution, "expiration_mode": 15, "filling_mode": symbol.filling_mode,
        "order_mode": 127, "bid": symbol.bid, "ask": symbol.ask, "point": point, "trade_tick_size": point,
        "trade_contract_size": symbol.contract_size, "volume_min": symbol.volume_min,
        "volume_max": symbol.volume_max, "volume_step": symbol.volume_step, "currency_base": symbol.currency,
        "currency_profit": symbol.currency, "currency_margin": symbol.currency, "description": symbol.description,
        "name": symbol.name, "path": f"{symbol.path}\\{symbol.name}", "spread_float": True,
    }  # fmt: skip
