"""HTTP for FIDUS: POST /v1/<operation>, GET /v1/health, PUT /v1/watch. JSON in, JSON out, a token with each call."""

from __future__ import annotations

import hashlib
import json
import logging
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fidus_mt5_bridge import __version__
from fidus_mt5_bridge.configuration import Settings, Tokens
from fidus_mt5_bridge.desk import Call, Desk
from fidus_mt5_bridge.failures import Failure, Kind
from fidus_mt5_bridge.looking import LOOKING
from fidus_mt5_bridge.push import Watch
from fidus_mt5_bridge.rows import Row
from fidus_mt5_bridge.trading import TRADING

log = logging.getLogger("fidus.mt5")
LARGEST_BODY = 65_536
LARGEST_WATCH = 4 << 20  # thousands of accounts
IDLE_SECONDS, MOST_CONNECTIONS = 75, 256
LONGEST_WAIT = 120.0
OPERATIONS = {*LOOKING, *TRADING, "check"}
STATUS = {
    Kind.NOT_SENT: HTTPStatus.SERVICE_UNAVAILABLE,
    Kind.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.WRONG_ACCOUNT: HTTPStatus.CONFLICT,
    Kind.REFUSED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.LOGIN_REFUSED: HTTPStatus.FORBIDDEN,
    Kind.UNKNOWN: HTTPStatus.GATEWAY_TIMEOUT,
}


class Bridge:
    """The desks of all terminals, and who may ask."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.tokens = settings, Tokens(settings.token_file)
        self.started_at = time.time()
        self.desks = {terminal.name: Desk(terminal) for terminal in settings.terminals}
        self.watches = {
            name: Watch(settings.name, settings.push, self.tokens, desk)
            for name, desk in self.desks.items()
            if settings.push is not None
        }
        for thread in (*self.desks.values(), *self.watches.values()):
            thread.start()

    def desk_for(self, login: int, server: str, named: str | None = None) -> Desk:
        """The terminal named, or always the same one of those that serve the broker's server."""
        if named is not None:
            if named not in self.desks:
                raise Failure(Kind.NOT_SENT, f"there is no terminal {named!r} here", "terminal")
            return self.desks[named]
        serving = [desk for desk in self.desks.values() if not desk.settings.servers or server in desk.settings.servers]
        if not serving:
            raise Failure(Kind.NOT_SENT, f"no terminal here serves {server!r}", "terminal")

        # By rank, not by remainder: a terminal more or less moves few accounts.
        def rank(desk: Desk) -> bytes:
            return hashlib.sha256(f"{desk.settings.name}|{server}|{login}".encode()).digest()

        return max(serving, key=rank)

    def perform(self, operation: str, asked: Row, is_gone: Callable[[], bool]) -> Row:
        came = time.monotonic()
        account, named = account_of(asked), asked.get("terminal")
        desk = self.desk_for(account["login"], account["server"], named)
        seconds, arguments = asked.get("seconds", 10), asked.get("arguments", {})
        if type(seconds) not in {int, float} or not 0 < seconds <= LONGEST_WAIT or not isinstance(arguments, dict):
            raise Failure(Kind.NOT_SENT, "'seconds' or 'arguments' is not as it should be", "400")
        answer = desk.ask(Call(operation, account, arguments, deadline=came + seconds, is_gone=is_gone))
        return {"login": account["login"], "server": account["server"], "terminal": desk.settings.name, "data": answer}

    def watch(self, asked: Row) -> Row:
        """The whole list of accounts to watch, as it shall be from now on; those that cannot be are named."""
        wanted: dict[str, list[Row]] = {name: [] for name in self.watches}
        refused: list[Row] = []
        for row in asked["accounts"]:
            account = account_of(row)
            since, seconds = row.get("since", 0), row.get("seconds", 5)
            if type(since) is not int or type(seconds) not in {int, float} or not 0.1 <= seconds <= 3600:
                raise Failure(Kind.NOT_SENT, "'since' or 'seconds' is not as it should be", "400")
            if not self.watches:
                raise Failure(Kind.NOT_SENT, "this bridge has nowhere to push to", "push")
            try:
                desk = self.desk_for(account["login"], account["server"], row.get("terminal"))
            except Failure as failure:
                # A terminal that one account names wrongly is no reason to watch no other.
                refused.append({"login": account["login"], "server": account["server"], "words": failure.words})
                continue
            wanted[desk.settings.name].append({"account": account, "since": since, "seconds": seconds})
        for name, rows in wanted.items():
            self.watches[name].follow(rows)
        return {"watched": sum(len(rows) for rows in wanted.values()), "refused": refused}

    def health(self) -> Row:
        return {
            "name": self.settings.name, "version": __version__, "at": time.time(), "started_at": self.started_at,
            "terminals": [desk.health() for desk in self.desks.values()],
            "watched": sum(watch.size for watch in self.watches.values()),
        }  # fmt: skip

    def stop(self) -> None:
        for watch in self.watches.values():
            watch.stop()
        for desk in self.desks.values():
            desk.stop()


def account_of(asked: object) -> Row:
    told = asked if isinstance(asked, dict) else {}
    login, server, password = told.get("login"), told.get("server"), told.get("password")
    good = (
        type(login) is int
        and 0 < login < 2**63
        and all(isinstance(text, str) and 0 < len(text) <= 128 for text in (server, password))
    )
    if not good:
        raise Failure(Kind.NOT_SENT, "a call names its login, server and password", "400")
    return {"login": login, "server": server, "password": password}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = f"fidus-mt5-bridge/{__version__}", ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet for head and body
    bridge: Bridge

    def do_GET(self) -> None:
        if self._let_in():
            if self.path == "/v1/health":
                self._say(HTTPStatus.OK, self.bridge.health())
            else:
                self._say(HTTPStatus.NOT_FOUND, no(Kind.NOT_SENT, "there is nothing here", "404"))

    def do_PUT(self) -> None:
        if not self._let_in() or (asked := self._body(LARGEST_WATCH)) is None:
            return
        if self.path != "/v1/watch" or not isinstance(asked.get("accounts"), list):
            self._say(HTTPStatus.NOT_FOUND, no(Kind.NOT_SENT, "there is nothing here", "404"))
            return
        self._try(lambda: self.bridge.watch(asked))

    def do_POST(self) -> None:
        if not self._let_in() or (asked := self._body(LARGEST_BODY)) is None:
            return
        operation = self.path.removeprefix("/v1/")
        if operation not in OPERATIONS or self.path == operation:
            self._say(HTTPStatus.NOT_FOUND, no(Kind.NOT_SENT, "there is nothing here", "404"))
            return
        self._try(lambda: self.bridge.perform(operation, asked, self._is_gone))

    def _try(self, ask: Any) -> None:
        try:
            self._say(HTTPStatus.OK, ask())
        except Failure as failure:
            status = HTTPStatus.BAD_REQUEST if failure.code == "400" else STATUS[failure.kind]
            self._say(status, no(failure.kind, failure.words, failure.code))

    def _is_gone(self) -> bool:
        """Nobody says anything more before the answer, so a line with something to read has been closed.

        A machine that slept reads old calls when it wakes; their deadlines would begin then.
        """
        return bool(select.select([self.connection], [], [], 0)[0])

    def _let_in(self) -> bool:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Bearer" and self.bridge.tokens.opens(token.strip()):
            return True
        log.warning("a wrong token from %s", self.client_address[0])
        self.close_connection = True
        self._drain()
        self._say(HTTPStatus.UNAUTHORIZED, no(Kind.NOT_SENT, "the token is wrong", "401"))
        return False

    def _drain(self) -> None:
        """Read what is being sent before a no: closing on unread bytes could take the answer away from its reader."""
        length = self.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and int(length) <= LARGEST_BODY:
            self.rfile.read(int(length))

    def _body(self, most: int) -> Row | None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and int(length) <= most):
            self.close_connection = True
            self._say(HTTPStatus.BAD_REQUEST, no(Kind.NOT_SENT, "the call has no length, or is too long", "400"))
            return None
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            asked = None
        if isinstance(asked, dict):
            return asked
        self._say(HTTPStatus.BAD_REQUEST, no(Kind.NOT_SENT, "the call is not JSON as it should be", "400"))
        return None

    def _say(self, status: HTTPStatus, told: Row) -> None:
        body = json.dumps(told, separators=(",", ":")).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            # Else the next call would come over a line that is about to close, and nobody could say what became of it.
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *arguments: Any) -> None:
        log.debug("%s %s", self.client_address[0], format % arguments)


def no(kind: Kind, words: str, code: str) -> Row:
    return {"kind": kind, "words": words, "code": code}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, bridge: Bridge) -> None:
        settings = bridge.settings
        self.address_family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self._context: ssl.SSLContext | None = None
        if settings.certificate is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.minimum_version = ssl.TLSVersion.TLSv1_2
            self._context.load_cert_chain(settings.certificate, settings.key)
        self._room = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((settings.host, settings.port), type("BridgeHandler", (Handler,), {"bridge": bridge}))

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            request.settimeout(IDLE_SECONDS)
            if self._context is not None:
                # The handshake belongs to the connection's thread: one that dawdles holds up nobody.
                request = self._context.wrap_socket(request, server_side=True)
            super().process_request_thread(request, client_address)
        except OSError as error:
            log.info("%s: %s", client_address[0], type(error).__name__)
            self.shutdown_request(request)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.info("%s went away", client_address[0], exc_info=log.isEnabledFor(logging.DEBUG))
