"""Receivers of webhooks: real servers in threads that answer as they are told and keep what they heard."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks.webhooks import Webhook


@dataclass
class Heard:
    """One call as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> Any:
        """What it says, once the reference library believes it."""
        return Webhook(secret).verify(self.body, self.headers)

    @property
    def said(self) -> Any:
        return json.loads(self.body)


Answering = Callable[["Handler"], None]


@dataclass
class Receiver:
    port: int = 0
    scheme: str = "http"
    heard: list[Heard] = field(default_factory=list)
    answers: list[Answering] = field(default_factory=list)
    # How many calls were being answered at the same time, at most.
    at_once: int = 0
    inside: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}/hear?of=us"

    @property
    def numbers(self) -> list[str]:
        return [heard.headers["webhook-id"] for heard in self.heard]


class Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        receiver = self.receiver
        with receiver.lock:
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.heard.append(Heard(self.path, headers, body))
            answer = receiver.answers.pop(0) if receiver.answers else with_status(204)
            receiver.inside += 1
            receiver.at_once = max(receiver.at_once, receiver.inside)
        try:
            answer(self)
        except OSError:
            self.close_connection = True
        finally:
            with receiver.lock:
                receiver.inside -= 1

    def log_message(self, *args: object) -> None:
        """Quiet."""


def with_status(status: int, body: bytes = b"", **headers: str) -> Answering:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def once(happened: threading.Event) -> Answering:
    def answer(handler: Handler) -> None:
        happened.wait(60)
        with_status(204)(handler)

    return answer


def without_end(handler: Handler) -> None:
    """A good answer whose body never ends."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def letter_by_letter(happened: threading.Event) -> Answering:
    """Headers that keep every single read in time."""

    def answer(handler: Handler) -> None:
        for _ in range(1_200):
            # It stays at it though nobody may be left to read them.
            with suppress(OSError):
                handler.wfile.write(b"H")
            if happened.wait(0.05):
                return

    return answer


@contextmanager
def a_receiver(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver(scheme="https" if tls else "http")
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Ours", (Handler,), {"receiver": receiver}))
    server.daemon_threads = True
    server.block_on_close = False
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def a_deaf_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def a_certificate(folder: Path, name: str = "localhost") -> Path:
    """A certificate of our own for `name` with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return file
