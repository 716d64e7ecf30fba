"""Terminals that MetaTrader5.py speaks to: one login at a time each, and whatever a script makes go wrong.

`Terminals(folder)` listens; `path(name)` is a terminal's "terminal64.exe". It runs in the process of a test or a
demonstration, so that orders outlive every bridge and worker that is killed.
"""

from __future__ import annotations

import json
import socketserver
import threading
import time
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mt5_constants as mt5
from simulated_market import Account, Market, NotTaken, Row, Symbol
from simulated_rows import account_row, symbol_row, terminal_row

WORDS = {mt5.TRADE_RETCODE_DONE: "Request executed", mt5.TRADE_RETCODE_PLACED: "Request placed"}
SUCCESS = (mt5.RES_S_OK, "Success")


class Failed(Exception):
    """What becomes None and last_error."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__((code, words))


@dataclass
class Terminal:
    """One terminal's state, and the script for it."""

    name: str
    active: Account | None = None
    connected: bool = False
    switch_seconds: float = 0.0
    lies_as: Account | None = None  # answers for this one, whoever is logged in
    refused: set[int] = field(default_factory=set)  # logins that are not let in
    auto_trading: bool = True
    retcodes: deque[int] = field(default_factory=deque)  # of the next orders, nothing happens
    errors: dict[str, deque[tuple[int, str]]] = field(default_factory=dict)  # function -> what it fails with
    lost_answers: int = 0  # orders that are taken and answered with None, IPC timeout
    hangs: dict[str, threading.Event] = field(default_factory=dict)  # function -> until when it does not answer
    hangs_after: dict[str, threading.Event] = field(default_factory=dict)  # the same, after it was done
    before: Callable[[str, Terminal], None] | None = None
    calls: Counter[str] = field(default_factory=Counter)
    logins: list[int] = field(default_factory=list)
    restarts: int = 0


class Terminals:
    def __init__(self, folder: Path, market: Market | None = None) -> None:
        self.folder, self.market = folder, market or Market()
        self.terminals: dict[str, Terminal] = {}
        self.lock = threading.RLock()
        self._servers: list[socketserver.ThreadingTCPServer] = []

    def path(self, name: str) -> Path:
        """A terminal of this name, started when first asked for."""
        folder = self.folder / name
        file = folder / "terminal64.exe"
        if name not in self.terminals:
            folder.mkdir(parents=True, exist_ok=True)
            terminal = self.terminals[name] = Terminal(name)
            server = _Server(("127.0.0.1", 0), _handler(self, terminal))
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            self._servers.append(server)
            file.write_text(f"127.0.0.1:{server.server_address[1]}")
        return file

    def stop(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def account(self, login: int, server: str = "Invented-Live", *, password: str, **told: Any) -> Account:
        account = Account(login=login, server=server, password=password, **told)
        self.market.accounts[server, login] = account
        return account

    def symbol(self, name: str, bid: float, ask: float, **told: Any) -> Symbol:
        self.market.symbols[name] = symbol = Symbol(name, bid, ask, **told)
        return symbol

    # ---- what the package's functions do

    def answer(self, terminal: Terminal, question: Row) -> Row:
        function = question.pop("function")
        terminal.calls[function] += 1
        if terminal.before is not None:
            terminal.before(function, terminal)
        if (hang := terminal.hangs.get(function)) is not None:
            hang.wait()
        try:
            if terminal.errors.get(function):
                raise Failed(*terminal.errors[function].popleft())
            if function in {"initialize", "login"}:
                self._switch(terminal, question["login"])
            with self.lock:
                answer = {"result": getattr(self, f"do_{function}")(terminal, **question), "error": SUCCESS}
        except Failed as failed:
            return {"result": None, "error": failed.args[0]}
        if (hang := terminal.hangs_after.get(function)) is not None:
            hang.wait()
        return answer

    @staticmethod
    def _switch(terminal: Terminal, login: int) -> None:
        if login and (terminal.active is None or terminal.active.login != login):
            time.sleep(terminal.switch_seconds)

    def do_initialize(self, terminal: Terminal, login: int, password: str, server: str) -> bool:
        return self.do_login(terminal, login, password, server) if login else True

    def do_login(self, terminal: Terminal, login: int, password: str, server: str) -> bool:
        terminal.logins.append(login)
        account = self.market.accounts.get((server, login))
        good = account is not None and password in {account.password, account.investor} - {""}
        if not good or login in terminal.refused:
            terminal.connected = False
            raise Failed(mt5.RES_E_AUTH_FAILED, "Terminal: Authorization failed")
        terminal.active, terminal.connected = account, True
        return True

    def _standing(self, terminal: Terminal) -> Account:
        if terminal.active is None:
            raise Failed(mt5.RES_E_INTERNAL_FAIL_CONNECT, "No IPC connection")
        return terminal.lies_as or terminal.active

    def do_terminal_info(self, terminal: Terminal) -> Row:
        active = terminal.active
        online = terminal.connected and active is not None and active.login not in terminal.refused
        return terminal_row(online, terminal.auto_trading, str(self.folder / terminal.name))

    def do_account_info(self, terminal: Terminal) -> Row:
        account = self._standing(terminal)
        return account_row(account, self.market.figures(account))

    def _known(self, symbol: str) -> Symbol:
        if symbol not in self.market.symbols:
            raise Failed(mt5.RES_E_NOT_FOUND, "Terminal: Not found")
        return self.market.symbols[symbol]

    def do_symbols_get(self, terminal: Terminal) -> list[Row]:
        return [symbol_row(symbol, self.market.now_msc()) for symbol in self.market.symbols.values()]

    def do_symbol_info(self, terminal: Terminal, symbol: str) -> Row:
        return symbol_row(self._known(symbol), self.market.now_msc())

    def do_symbol_select(self, terminal: Terminal, symbol: str, enable: bool) -> bool:
        self._known(symbol).selected = enable
        return True

    def do_symbol_info_tick(self, terminal: Terminal, symbol: str) -> Row:
        known = self._known(symbol)
        if not known.selected:
            raise Failed(mt5.RES_E_NOT_FOUND, "Terminal: Not found")
        at = self.market.now_msc()
        return {"time": at // 1000, "bid": known.bid, "ask": known.ask, "last": 0.0, "volume": 0, "time_msc": at,
                "flags": 6, "volume_real": 0.0}  # fmt: skip

    def do_positions_get(self, terminal: Terminal, symbol: str | None, ticket: int | None) -> list[Row]:
        account = self._standing(terminal)
        return [
            row | {"profit": self.market.profit(account, row), "price_current": self.market.symbols[row["symbol"]].bid}
            for row in account.positions.values()
            if symbol in (None, row["symbol"]) and ticket in (None, row["ticket"])
        ]

    def do_orders_get(self, terminal: Terminal, symbol: str | None, ticket: int | None) -> list[Row]:
        rows = self._standing(terminal).orders.values()
        return [row for row in rows if symbol in (None, row["symbol"]) and ticket in (None, row["ticket"])]

    def _orders_done(self, terminal: Terminal, start: int, end: int) -> list[Row]:
        rows = self._standing(terminal).done.values()
        return [row for row in rows if start <= row["time_done"] <= end]

    def do_history_orders_total(self, terminal: Terminal, start: int, end: int) -> int:
        return len(self._orders_done(terminal, start, end))

    def do_history_orders_get(
        self, terminal: Terminal, start: int = 0, end: int = 0, ticket: int | None = None, position: int | None = None
    ) -> list[Row]:
        if ticket is None and position is None:
            return self._orders_done(terminal, start, end)
        rows = self._standing(terminal).done.values()
        return [row for row in rows if ticket in (None, row["ticket"]) and position in (None, row["position_id"])]

    def _deals_between(self, terminal: Terminal, start: int, end: int) -> list[Row]:
        deals = self._standing(terminal).deals  # in order of time
        first = bisect_left(deals, start, key=lambda row: row["time"])
        return deals[first : bisect_right(deals, end, key=lambda row: row["time"])]

    def do_history_deals_total(self, terminal: Terminal, start: int, end: int) -> int:
        return len(self._deals_between(terminal, start, end))

    def do_history_deals_get(
        self, terminal: Terminal, start: int = 0, end: int = 0, ticket: int | None = None, position: int | None = None
    ) -> list[Row]:
        if ticket is None and position is None:
            return self._deals_between(terminal, start, end)
        rows = self._standing(terminal).deals
        return [row for row in rows if ticket in (None, row["order"]) and position in (None, row["position_id"])]

    # ---- trading

    def do_order_check(self, terminal: Terminal, request: Row) -> Row:
        account, retcode = self._standing(terminal), 0
        try:
            self.market.check(account, request)
        except NotTaken as no:
            retcode = no.retcode
        figures = self.market.figures(account)
        kept = {name: figures[name] for name in ("equity", "profit", "margin", "margin_free", "margin_level")}
        return {"retcode": retcode, "balance": account.balance, **kept, "comment": "Done", "request": request}

    def do_order_send(self, terminal: Terminal, request: Row) -> Row:
        account = self._standing(terminal)
        result = dict.fromkeys(("deal", "order", "volume", "price", "bid", "ask", "request_id", "retcode_external"), 0)
        result |= {"request": request, "comment": ""}
        if not terminal.auto_trading:
            return result | {"retcode": mt5.TRADE_RETCODE_CLIENT_DISABLES_AT, "comment": "AutoTrading disabled"}
        if terminal.retcodes:
            code = terminal.retcodes.popleft()
            return result | {"retcode": code, "comment": f"said {code}"}
        try:
            result |= self._act(account, request)
        except NotTaken as no:
            return result | {"retcode": no.retcode, "comment": f"said {no.retcode}"}
        if terminal.lost_answers:
            terminal.lost_answers -= 1
            raise Failed(mt5.RES_E_INTERNAL_FAIL_TIMEOUT, "IPC timeout")
        return result | {"comment": WORDS.get(result["retcode"], "")}

    def _act(self, account: Account, request: Row) -> Row:
        action = request["action"]
        done: Row = {"retcode": mt5.TRADE_RETCODE_DONE, "volume": request["volume"]}
        if action == mt5.TRADE_ACTION_MODIFY:
            return done | {"order": self.market.change(account, request)["ticket"]}
        if action == mt5.TRADE_ACTION_REMOVE:
            return done | {"order": self.market.remove(account, request)["ticket"]}
        if action == mt5.TRADE_ACTION_SLTP:
            self.market.protect(account, request)
            return done
        order = self.market.place(account, request)
        account.sent.append(request)
        deals = [row for row in account.deals[-2:] if row["order"] == order["ticket"]]
        price = deals[-1]["price"] if deals else request["price"]
        return done | {"order": order["ticket"], "deal": deals[-1]["ticket"] if deals else 0, "price": price}


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def _handler(terminals: Terminals, terminal: Terminal) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        disable_nagle_algorithm = True

        def handle(self) -> None:
            for line in self.rfile:
                answer = json.dumps(terminals.answer(terminal, json.loads(line))).encode() + b"\n"
                try:
                    self.wfile.write(answer)
                except OSError:
                    return

    return Handler
