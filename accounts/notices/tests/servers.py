"""Servers that notices are sent to: a mail server and a service's, real ones in threads, which answer as told."""

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Service:
    """Heard calls, and what is answered next: (status, headers, what has to happen before it is answered)."""

    port: int = 0
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], threading.Event | None]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [said["text"] for _, said in self.heard]


@contextmanager
def a_service() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with service.lock:
                service.heard.append((self.path, json.loads(body)))
                status, headers, go_on = service.answers.pop(0) if service.answers else (200, {}, None)
            if go_on is not None:
                go_on.wait(60)
            said = b'{"ok": true, "result": {}}' if status == 200 else b'{"ok": false, "description": "no"}'
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class MailServer:
    """Letters that were taken; `refuses` answers the next recipients, `waits` come before the next letters' taking."""

    port: int = 0
    letters: list[Message] = field(default_factory=list)
    refuses: list[bytes] = field(default_factory=list)
    waits: list[threading.Event] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)


@contextmanager
def a_mail_server() -> Iterator[MailServer]:
    """RFC 5321 as far as Django's backend speaks it."""
    mail = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say(b"220 post.example ready")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"QUIT":
                    self._say(b"221 bye")
                    return
                if verb == b"RCPT" and mail.refuses:
                    self._say(mail.refuses.pop(0))
                elif verb == b"DATA":
                    self._take()
                else:
                    self._say(b"250 well")

        def _take(self) -> None:
            self._say(b"354 go on")
            lines = iter(self.rfile.readline, b".\r\n")
            content = b"".join(lines)
            mail.begun.set()
            if mail.waits:
                mail.waits.pop(0).wait(60)
                if self._is_alone():
                    return
            mail.letters.append(message_from_bytes(content))
            self._say(b"250 taken")

        def _is_alone(self) -> bool:
            """Whether the sender is gone: a letter that nobody waits for is not taken."""
            self.connection.settimeout(0.05)
            try:
                return self.connection.recv(1, socket.MSG_PEEK) == b""
            except TimeoutError:
                return False
            finally:
                self.connection.settimeout(None)

        def _say(self, words: bytes) -> None:
            self.wfile.write(words + b"\r\n")
            self.wfile.flush()

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    mail.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield mail
    finally:
        server.shutdown()
        server.server_close()
