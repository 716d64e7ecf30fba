"""A Kite server over HTTP that follows a script: the routes and shapes of the vendor, and its ways of failing."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from trading.brokers.kite.tests.market import Client, Market, Refusal

API_KEY, API_SECRET = "invented-key", "never-shown-secret-of-the-app"
Script = Callable[["Handler", Callable[[], "Answer"]], None]


class Answer:
    def __init__(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.status, self.body, self.kind = status, body, kind

    @classmethod
    def of(cls, data: Any) -> Answer:
        return cls(200, json.dumps({"status": "success", "data": data}).encode())

    @classmethod
    def error(cls, status: int, kind: str, words: str) -> Answer:
        told = {"status": "error", "message": words, "error_type": kind, "data": None}
        return cls(status, json.dumps(told).encode())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: KiteServer  # type: ignore[assignment]

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
                return self.server.answer(self, path.path, path.query, body.decode())

        script = self.server.script_for(self.command, path.path)
        if script:
            script(self, proceed)
        else:
            self.give(proceed())

    do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815 - the names that http.server calls

    def give(self, answer: Answer, *, seconds_a_byte: float = 0.0) -> None:
        body = answer.body
        self.send_response(answer.status)
        if answer.kind:
            self.send_header("Content-Type", answer.kind)
        if "gzip" in answer.kind or answer.kind == "text/csv":
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not seconds_a_byte:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            time.sleep(seconds_a_byte)

    def hang_up(self, *, reset: bool = False) -> None:
        """Without an answer: closed, or reset."""
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


class KiteServer(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, port: int = 0, market: Market | None = None, context: ssl.SSLContext | None = None) -> None:
        self.market = market or Market()
        self.tokens: dict[str, str] = {}  # access token -> client
        self.liars: dict[str, str] = {}  # client -> who answers instead
        self.request_tokens: dict[str, str] = {}
        self.seen: list[tuple[str, str]] = []
        self.lines: set[socket.socket] = set()
        self.lock = threading.RLock()
        self.extra_lines = ""
        self._scripts: list[tuple[str, str, Script]] = []
        super().__init__(("127.0.0.1", port), Handler)
        self._context = context
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def get_request(self) -> tuple[socket.socket, Any]:
        line, address = super().get_request()
        return (self._context.wrap_socket(line, server_side=True) if self._context else line), address

    @property
    def port(self) -> int:
        return self.server_address[1]

    def next(self, method: str, path: str, script: Script) -> None:
        """The next question of this kind goes to `script` instead."""
        self._scripts.append((method, path, script))

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

    def answer(self, handler: Handler, path: str, query: str, body: str) -> Answer:
        try:
            if path == "/session/token":
                return Answer.of(self._session(dict(parse_qsl(body))))
            client = self._client(handler)
            return self._routed(client, handler.command, path, query, dict(parse_qsl(body)))
        except Refusal as refusal:
            return Answer.error(refusal.status, refusal.kind, refusal.words)

    def _client(self, handler: Handler) -> Client:
        scheme, _, pair = handler.headers.get("Authorization", "").partition(" ")
        key, _, token = pair.partition(":")
        if scheme != "token" or key != API_KEY or token not in self.tokens:
            raise Refusal(403, "TokenException", "Incorrect `api_key` or `access_token`.")
        user = self.tokens[token]
        return self.market.client(self.liars.get(user, user))

    def _session(self, told: dict[str, str]) -> dict[str, Any]:
        token = told.get("request_token", "")
        wanted = hashlib.sha256(f"{API_KEY}{token}{API_SECRET}".encode()).hexdigest()
        if told.get("checksum") != wanted or token not in self.request_tokens:
            raise Refusal(403, "TokenException", "Token is invalid or has expired.")
        user = self.request_tokens.pop(token)
        access = f"day-{len(self.tokens)}-{user}"
        self.tokens[access] = user
        return {**self._profile(user), "api_key": API_KEY, "access_token": access, "login_time": self.market.now()}

    def _profile(self, user: str) -> dict[str, Any]:
        return {
            "user_id": user, "user_type": "individual", "user_name": "Ina Vented", "broker": "ZERODHA",
            "exchanges": ["NSE", "NFO"], "products": ["CNC", "NRML"], "order_types": ["MARKET"], "meta": {},
        }  # fmt: skip

    def _routed(self, client: Client, method: str, path: str, query: str, told: dict[str, str]) -> Answer:
        parts = path.strip("/").split("/")
        plain: dict[str, Callable[[], Any]] = {
            "user/profile": lambda: self._profile(client.user),
            "user/margins": lambda: self.market.margins(client),
            "portfolio/positions": lambda: {"net": self.market.net(client), "day": []},
            "portfolio/holdings": lambda: client.holdings,
            "orders": lambda: list(client.orders.values()),
            "trades": lambda: client.trades,
        }
        if method == "GET" and "/".join(parts) in plain:
            return Answer.of(plain["/".join(parts)]())
        if method == "GET" and parts[0] == "quote":
            asked = parse_qs(query).get("i", [])
            return Answer.of({name: self.market.quote(name) for name in asked if name in self.market.listed})
        if method == "GET" and parts[0] == "instruments":
            return Answer(200, self._list(parts[1:]).encode(), "text/csv")
        if parts[0] == "orders" and len(parts) > 1:
            return Answer.of(self._order(client, method, parts[1:], told))
        raise Refusal(404, "GeneralException", "Route not found")

    def _order(self, client: Client, method: str, parts: list[str], told: dict[str, str]) -> Any:
        if method == "GET":
            if parts[0] not in client.steps:
                raise Refusal(404, "GeneralException", "Couldn't find that `order_id`.")
            return client.steps[parts[0]]
        if method == "POST":
            return self._sliced(client, parts[0], told) if told.get("autoslice") else self._placed(client, *parts, told)
        if method == "DELETE":
            self.market.cancel(client, parts[1])
        else:
            self.market.modify(client, parts[1], told)
        return {"order_id": parts[1]}

    def _placed(self, client: Client, variety: str, told: dict[str, str]) -> dict[str, Any]:
        return {"order_id": self.market.place(client, variety, told)}

    def _sliced(self, client: Client, variety: str, told: dict[str, str]) -> dict[str, Any]:
        left, children = int(told["quantity"]), []
        if left < self.market.freeze:
            raise Refusal(400, "InputException", f"Quantity should be at least {self.market.freeze} for order slicing.")
        parent = self.market.number()
        while left:
            part = min(left, self.market.freeze)
            left -= part
            try:
                if len(children) >= client.affords:
                    raise Refusal(400, "MarginException", "Insufficient funds for this slice")
                number = self.market.place(client, variety, {**told, "quantity": str(part)})
                client.orders[number]["tags"] += ["autoslice", f"autoslice:{parent}"]
                children.append({"order_id": number})
            except Refusal as refusal:
                error = {"code": refusal.status, "error_type": refusal.kind, "message": refusal.words, "data": None}
                children.append({"error": error})
        return {"order_id": parent, "children": children}

    def _list(self, exchange: list[str]) -> str:
        head = (
            "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,"
            "instrument_type,segment,exchange\n"
        )
        lines = [each.line for each in self.market.listed.values() if not exchange or each.exchange == exchange[0]]
        return head + "\n".join(lines) + "\n" + self.extra_lines
