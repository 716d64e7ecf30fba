"""An Alpaca over HTTP that follows a script: the routes and shapes of the vendor, and its ways of failing."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from trading.brokers.alpaca.tests.market import Account, Market, Refusal

Script = Callable[["Handler", Callable[[], "Answer"]], None]


class Answer:
    def __init__(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.status, self.body, self.headers = status, body, headers

    @classmethod
    def of(cls, data: Any, status: int = 200) -> Answer:
        return cls(status, json.dumps(data).encode())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: AlpacaServer  # type: ignore[assignment]

    def log_message(self, *_: Any) -> None:
        pass

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.lines.add(self.connection)

    def finish(self) -> None:
        self.server.lines.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def handle(self) -> None:
        with suppress(OSError, ValueError):
            super().handle()

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path)
        self.server.seen.append((self.command, path.path))

        def proceed() -> Answer:
            with self.server.lock:
                return self.server.answer(self, path.path, parse_qs(path.query), body)

        script = self.server.script_for(self.command, path.path)
        if script:
            script(self, proceed)
        else:
            self.give(proceed())

    do_GET = do_POST = do_DELETE = _any  # noqa: N815 - the names that http.server calls

    def give(self, answer: Answer, *, seconds_a_byte: float = 0.0) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name.replace("_", "-"), value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        for byte in answer.body if seconds_a_byte else b"":
            self.wfile.write(bytes([byte]))
            time.sleep(seconds_a_byte)
        if not seconds_a_byte:
            self.wfile.write(answer.body)

    def hang_up(self) -> None:
        """Without an answer."""
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


class AlpacaServer(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, port: int = 0, market: Market | None = None) -> None:
        self.market = market or Market()
        self.keys: dict[tuple[str, str], Account] = {}
        self.liar: Account | None = None  # who answers, whoever is asked
        self.seen: list[tuple[str, str]] = []
        self.lines: set[socket.socket] = set()
        self.lock = threading.RLock()
        self._scripts: list[tuple[str, str, Script]] = []
        super().__init__(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def next(self, method: str, path: str, script: Script) -> None:
        """The next question of this kind goes to `script` instead."""
        self._scripts.append((method, path, script))

    def says(self, method: str, path: str, answer: Answer, *, after: bool = False) -> None:
        """The next question of this kind gets this answer; `after` it was done all the same."""

        def say(handler: Handler, proceed: Callable[[], Answer]) -> None:
            if after:
                proceed()
            handler.give(answer)

        self.next(method, path, say)

    def script_for(self, method: str, path: str) -> Script | None:
        with self.lock:
            for place, (wanted, start, script) in enumerate(self._scripts):
                if method == wanted and path.startswith(start):
                    del self._scripts[place]
                    return script
        return None

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        for line in list(self.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
                line.close()
        self._thread.join(5)

    # ---- routes

    def answer(self, handler: Handler, path: str, query: dict[str, list[str]], body: bytes) -> Answer:
        try:
            keys = handler.headers.get("APCA-API-KEY-ID", ""), handler.headers.get("APCA-API-SECRET-KEY", "")
            if keys not in self.keys:
                raise Refusal(401, None, "unauthorized.")
            asked = {name: values[0] for name, values in query.items()}
            return self._routed(self.liar or self.keys[keys], handler.command, path.strip("/").split("/"), asked, body)
        except Refusal as refusal:
            return Answer.of(refusal.told, refusal.status)

    def _routed(self, account: Account, method: str, path: list[str], asked: dict[str, str], body: bytes) -> Answer:
        market = self.market
        match method, path:
            case "GET", ["v2", "account"]:
                return Answer.of(market.account(account))
            case "GET", ["v2", "positions"]:
                return Answer.of(market.holdings(account))
            case "GET", ["v2", "orders"]:
                rows = market.listed(account, asked["status"], asked.get("until", ""), int(asked["limit"]))
                return Answer.of(rows)
            case "GET", ["v2", "orders:by_client_order_id"]:
                wanted = asked["client_order_id"]
                found = [row for row in account.orders.values() if row["client_order_id"] == wanted]
                return Answer.of(market.order(account, found[0]["id"] if found else wanted))
            case "POST", ["v2", "orders"]:
                return Answer.of(market.place(account, json.loads(body)))
            case "GET", ["v2", "orders", number]:
                return Answer.of(market.order(account, number))
            case "DELETE", ["v2", "orders", number]:
                market.cancel(account, number)
                return Answer(204)
            case "GET", ["v2", "account", "activities", *kind]:
                return Answer.of(self._activities(account, kind, asked))
            case "GET", ["v2", "assets"]:
                return Answer.of([row for row in market.assets.values() if row["status"] == asked["status"]])
            case "GET", ["v2", "assets", symbol]:
                if unquote(symbol) not in market.assets:
                    raise Refusal(404, 40410000, f"asset not found for {symbol}")
                return Answer.of(market.assets[unquote(symbol)])
            case "GET", ["v2", "stocks", "quotes", "latest"] | ["v1beta3", "crypto", "us", "latest", "quotes"]:
                known = [symbol for symbol in asked["symbols"].split(",") if symbol in market.assets]
                rows = ",".join(f'"{symbol}":{market.quote(symbol)}' for symbol in known)
                return Answer(200, f'{{"quotes":{{{rows}}}}}'.encode())
        raise Refusal(404, None, "endpoint not found.")

    def _activities(self, account: Account, kind: list[str], asked: dict[str, str]) -> list[dict[str, Any]]:
        after = datetime.fromisoformat(asked["after"])
        rows = [row for row in account.activities if kind in ([], [row["activity_type"]]) and _at(row) > after]
        if asked.get("category") == "non_trade_activity":
            rows = [row for row in rows if row["activity_type"] != "FILL"]
        start = next((place for place, row in enumerate(rows, 1) if row["id"] == asked.get("page_token")), 0)
        return rows[start : start + int(asked["page_size"])]


def _at(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row.get("transaction_time") or f"{row['date']}T23:59:59Z")
