"""The MetaTrader5 package as it behaves towards Python, with a simulated terminal behind it instead of a Windows one.

Names, constants, fields and failure by `None` plus `last_error()` are those of 5.0.6231. The `path` given to
`initialize` is a file in which a simulated terminal wrote where it listens (simulated_terminal.py); as with the real
package, one process speaks to one terminal, and the terminal's state outlives the process.
"""

from __future__ import annotations

import json
import socket
from collections import namedtuple
from datetime import datetime
from pathlib import Path

from mt5_constants import *  # noqa: F403  the package's own namespace is flat
from mt5_constants import (
    RES_E_INTERNAL_FAIL_CONNECT,
    RES_E_INTERNAL_FAIL_RECEIVE,
    RES_E_INTERNAL_FAIL_TIMEOUT,
    RES_E_INVALID_PARAMS,
    RES_S_OK,
)

__version__ = "5.0.6231"
__author__ = "MetaQuotes Ltd."


def _structure(name: str, fields: str):
    return namedtuple(name, fields.split())


AccountInfo = _structure(
    "AccountInfo",
    "login trade_mode leverage limit_orders margin_so_mode trade_allowed trade_expert margin_mode currency_digits"
    " fifo_close balance credit profit equity margin margin_free margin_level margin_so_call margin_so_so"
    " margin_initial margin_maintenance assets liabilities commission_blocked name server currency company",
)
TerminalInfo = _structure(
    "TerminalInfo",
    "community_account community_connection connected dlls_allowed trade_allowed tradeapi_disabled email_enabled"
    " ftp_enabled notifications_enabled mqid build maxbars codepage ping_last community_balance retransmission company"
    " name language path data_path commondata_path",
)
SymbolInfo = _structure(
    "SymbolInfo",
    "custom chart_mode select visible session_deals session_buy_orders session_sell_orders volume volumehigh volumelow"
    " time digits spread spread_float ticks_bookdepth trade_calc_mode trade_mode start_time expiration_time"
    " trade_stops_level trade_freeze_level trade_exemode swap_mode swap_rollover3days margin_hedged_use_leg"
    " expiration_mode filling_mode order_mode order_gtc_mode option_mode option_right bid bidhigh bidlow ask askhigh"
    " asklow last lasthigh lastlow volume_real volumehigh_real volumelow_real option_strike point trade_tick_value"
    " trade_tick_value_profit trade_tick_value_loss trade_tick_size trade_contract_size trade_accrued_interest"
    " trade_face_value trade_liquidity_rate volume_min volume_max volume_step volume_limit swap_long swap_short"
    " margin_initial margin_maintenance session_volume session_turnover session_interest session_buy_orders_volume"
    " session_sell_orders_volume session_open session_close session_aw session_price_settlement"
    " session_price_limit_min session_price_limit_max margin_hedged price_change price_volatility price_theoretical"
    " price_greeks_delta price_greeks_theta price_greeks_gamma price_greeks_vega price_greeks_rho price_greeks_omega"
    " price_sensitivity basis category currency_base currency_profit currency_margin bank description exchange formula"
    " isin name page path",
)
Tick = _structure("Tick", "time bid ask last volume time_msc flags volume_real")
TradePosition = _structure(
    "TradePosition",
    "ticket time time_msc time_update time_update_msc type magic identifier reason volume price_open sl tp"
    " price_current swap profit symbol comment external_id",
)
TradeOrder = _structure(
    "TradeOrder",
    "ticket time_setup time_setup_msc time_done time_done_msc time_expiration type type_time type_filling state magic"
    " position_id position_by_id reason volume_initial volume_current price_open sl tp price_current price_stoplimit"
    " symbol comment external_id",
)
TradeDeal = _structure(
    "TradeDeal",
    "ticket order time time_msc type entry magic position_id reason volume price commission swap profit fee symbol"
    " comment external_id",
)
TradeRequest = _structure(
    "TradeRequest",
    "action magic order symbol volume price stoplimit sl tp deviation type type_filling type_time expiration comment"
    " position position_by",
)
OrderCheckResult = _structure(
    "OrderCheckResult", "retcode balance equity profit margin margin_free margin_level comment request"
)
OrderSendResult = _structure(
    "OrderSendResult",
    "retcode deal order volume price bid ask comment request_id retcode_external request",
)

_FLOATS = frozenset({"volume", "price", "stoplimit", "sl", "tp"})
_TEXTS = {"symbol": 31, "comment": 31}
_error: tuple[int, str] = (RES_S_OK, "Success")
_line: tuple[socket.socket, object] | None = None


def last_error() -> tuple[int, str]:
    return _error


def _fail(code: int, words: str) -> None:
    global _error
    _error = (code, words)


def _ask(function: str, **arguments):
    """One question to the terminal; None with last_error set if it did not answer or said no."""
    if _line is None:
        return _fail(RES_E_INTERNAL_FAIL_CONNECT, "No IPC connection")
    connection, lines = _line
    try:
        connection.sendall(json.dumps({"function": function, **arguments}).encode() + b"\n")
        answer = lines.readline()
    except TimeoutError:
        return _fail(RES_E_INTERNAL_FAIL_TIMEOUT, "IPC timeout")
    except OSError:
        answer = b""
    if not answer:
        return _fail(RES_E_INTERNAL_FAIL_RECEIVE, "IPC recv failed")
    said = json.loads(answer)
    _fail(*said["error"])
    return said["result"]


def _tuple_of(structure, rows):
    return None if rows is None else tuple(structure(**row) for row in rows)


def _one_of(structure, row):
    return None if row is None else structure(**row)


def _moment(at) -> int:
    # A datetime without a zone is read in the machine's own, as the package does.
    return int(at.timestamp()) if isinstance(at, datetime) else int(at)


def initialize(path=None, *, login=0, password="", server="", timeout=60000, portable=False) -> bool:
    global _line
    shutdown()
    try:
        host, port = Path(path).read_text().split(":")
        connection = socket.create_connection((host, int(port)), timeout=timeout / 1000)
    except (OSError, ValueError):
        _fail(-10003, "IPC initialize failed, Process create failed")
        return False
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _line = connection, connection.makefile("rb")
    started = _ask("initialize", login=login, password=password, server=server)
    if not started:
        shutdown(keep_error=True)
    return bool(started)


def login(login, *, password="", server="", timeout=60000) -> bool:
    return bool(_ask("login", login=login, password=password, server=server))


def shutdown(*, keep_error: bool = False) -> None:
    global _line
    if _line is not None:
        _line[1].close()
        _line[0].close()
        _line = None
    if not keep_error:
        _fail(RES_S_OK, "Success")


def version():
    return (500, 6231, "20 Nov 2026")


def terminal_info():
    return _one_of(TerminalInfo, _ask("terminal_info"))


def account_info():
    return _one_of(AccountInfo, _ask("account_info"))


def symbols_total() -> int:
    return len(symbols_get() or ())


def symbols_get(group=None):
    return _tuple_of(SymbolInfo, _ask("symbols_get"))


def symbol_info(symbol):
    return _one_of(SymbolInfo, _ask("symbol_info", symbol=symbol))


def symbol_info_tick(symbol):
    return _one_of(Tick, _ask("symbol_info_tick", symbol=symbol))


def symbol_select(symbol, enable=True) -> bool:
    return bool(_ask("symbol_select", symbol=symbol, enable=bool(enable)))


def positions_total() -> int:
    return len(positions_get() or ())


def positions_get(symbol=None, *, group=None, ticket=None):
    return _tuple_of(TradePosition, _ask("positions_get", symbol=symbol, ticket=ticket))


def orders_total() -> int:
    return len(orders_get() or ())


def orders_get(symbol=None, *, group=None, ticket=None):
    return _tuple_of(TradeOrder, _ask("orders_get", symbol=symbol, ticket=ticket))


def history_orders_total(date_from, date_to):
    return _ask("history_orders_total", start=_moment(date_from), end=_moment(date_to))


def history_orders_get(date_from=None, date_to=None, *, group=None, ticket=None, position=None):
    return _tuple_of(TradeOrder, _history("history_orders_get", date_from, date_to, ticket, position))


def history_deals_total(date_from, date_to):
    return _ask("history_deals_total", start=_moment(date_from), end=_moment(date_to))


def history_deals_get(date_from=None, date_to=None, *, group=None, ticket=None, position=None):
    """`ticket` is an order's: the deals that came of it."""
    return _tuple_of(TradeDeal, _history("history_deals_get", date_from, date_to, ticket, position))


def _history(function, date_from, date_to, ticket, position):
    if ticket is not None or position is not None:
        return _ask(function, ticket=ticket, position=position)
    return _ask(function, start=_moment(date_from), end=_moment(date_to))


def order_check(request):
    if (request := _checked(request)) is None:
        return None
    row = _ask("order_check", request=request)
    return row and OrderCheckResult(**{**row, "request": TradeRequest(**row["request"])})


def order_send(request):
    if (request := _checked(request)) is None:
        return None
    row = _ask("order_send", request=request)
    return row and OrderSendResult(**{**row, "request": TradeRequest(**row["request"])})


def _checked(request):
    """The request with every field, or None: a wrong type or a long text never leaves the process."""
    if not isinstance(request, dict):
        return _fail(RES_E_INVALID_PARAMS, "Invalid arguments")
    whole = dict.fromkeys(TradeRequest._fields, 0)
    whole.update(dict.fromkeys(_FLOATS, 0.0), symbol="", comment="")
    for name, value in request.items():
        if name in _TEXTS:
            good = isinstance(value, str) and len(value) <= _TEXTS[name]
        elif name in _FLOATS:
            good = type(value) in (int, float)
        else:
            good = name in whole and type(value) is int and value >= 0
        if not good:
            return _fail(RES_E_INVALID_PARAMS, f'Invalid "{name}" argument')
        whole[name] = value
    return whole
