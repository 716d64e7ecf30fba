"""One call to a receiver: to an address that was looked up and judged a moment before, within a time, to no other.

The name is looked up once, and the connection goes to the very address that was judged: a name that means our own
machines by the time of the call (DNS rebinding) leads nowhere. No proxy, no redirect, no password of this machine.
"""

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswerInTime
from dataclasses import dataclass
from functools import lru_cache
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.db import transaction

from accounts.hooks.domain.receivers import address_fault, is_public
from fidus.lib import bounded_http
from fidus.lib.machines import is_here, is_loopback

LOOK_UP_SECONDS, CONNECT_SECONDS, ALL_SECONDS = 3.0, 3.0, 10.0
# What is kept of an answer, in letters.
KEPT = 500
# A look-up cannot be interrupted; one that hangs holds its thread and nobody else.
_looking_up = ThreadPoolExecutor(16, "look-up")


@dataclass(frozen=True)
class Answer:
    """What came of a call; `status` is None where there was no answer, and `error` says why in words."""

    status: int | None
    milliseconds: int
    error: str = ""
    beginning: str = ""
    retry_after: str = ""


class NotCalled(Exception):
    """The address leads where we do not call, or nowhere."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send `body`; never raises for what the receiver does. Must not be called inside a transaction."""
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("a receiver is not waited for inside a transaction")
    begun = time.monotonic()
    try:
        connection = _Judged(urlsplit(url), begun + ALL_SECONDS)
    except NotCalled as refused:
        return Answer(None, _since(begun), str(refused))
    try:
        with connection.cut_in_time():
            connection.request("POST", _path_of(urlsplit(url)), body, dict(headers))
            response = connection.getresponse()
            beginning = _beginning(response)
            return Answer(response.status, _since(begun), "", beginning, response.headers.get("Retry-After", "")[:40])
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = time.monotonic() - begun >= ALL_SECONDS
        words = f"it took longer than {ALL_SECONDS:.0f} seconds" if late else _words(error)
        return Answer(None, _since(begun), words)
    finally:
        connection.close()


class _Judged(http.client.HTTPConnection):
    """A connection to the addresses that were judged, whatever its name means to anybody later."""

    def __init__(self, url: SplitResult, until: float) -> None:
        if fault := address_fault(url.geturl(), loopback=settings.HOOKS_TO_LOOPBACK):
            raise NotCalled(f"this address is not called: {fault}")
        self._tls = url.scheme == "https"
        if self._tls:
            self.default_port = http.client.HTTPS_PORT
        super().__init__(url.hostname or "", url.port or self.default_port)
        self._until = until
        self._addresses = addresses_of(self.host, self.port)

    def connect(self) -> None:
        self.sock = _reached(self._addresses, self.port)
        if self._tls:
            # The connection can be cut while hands are shaken, too.
            self.sock = _trusted().wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self._refuse_if_late()
            self.sock.do_handshake()
        self._refuse_if_late()
        self.sock.settimeout(ALL_SECONDS)

    def _refuse_if_late(self) -> None:
        """Who was to cut the line may have come while there was none yet, and does not come again."""
        if time.monotonic() >= self._until:
            raise TimeoutError

    @contextlib.contextmanager
    def cut_in_time(self) -> Iterator[None]:
        """Whatever the block still waits for when the time is up ends as a broken connection."""
        timer = Timer(max(0.0, self._until - time.monotonic()), self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        if (line := self.sock) is not None:  # it may not be open yet
            bounded_http.cut(line)


@lru_cache
def _trusted() -> ssl.SSLContext:
    """The certificates that this machine trusts (SSL_CERT_FILE names others), read once."""
    return ssl.create_default_context()


def addresses_of(host: str, port: int) -> list[str]:
    """The machine's addresses; raises NotCalled where there is none, or one of them is not public."""
    try:
        found = _looking_up.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(LOOK_UP_SECONDS)
    except (OSError, UnicodeError, NoAnswerInTime):
        raise NotCalled("no machine of this name was found") from None
    addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
    ours = settings.HOOKS_TO_LOOPBACK and is_here(host)
    if not addresses or not all(is_public(one) or (ours and is_loopback(one)) for one in addresses):
        raise NotCalled("its name leads to a network that is not public")
    return addresses


def _reached(addresses: list[str], port: int) -> socket.socket:
    until = time.monotonic() + CONNECT_SECONDS
    last: OSError = TimeoutError("timed out")
    for address in addresses[:3]:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError as error:
            last = error
    raise last


def _path_of(url: SplitResult) -> str:
    return f"{url.path or '/'}{'?' + url.query if url.query else ''}"


def _beginning(response: http.client.HTTPResponse) -> str:
    """What one look at the answer's body shows; the status has said already what counts."""
    with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
        return response.read1(4 * KEPT).decode("utf-8", "replace").replace("\x00", "")[:KEPT]
    return ""


def _since(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)


def _words(error: Exception) -> str:
    """Why there was no answer, without what a machine of ours would say of itself."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not good: {error.verify_message}"[:300]
        case ssl.SSLError():
            return "no safe connection came about"
        case TimeoutError():
            return f"no connection within {CONNECT_SECONDS:.0f} seconds"
        case ConnectionRefusedError():
            return "it refused the connection"
        case ConnectionError() | http.client.RemoteDisconnected():
            return "it ended the connection without an answer"
        case http.client.HTTPException():
            return "it answered something that is no HTTP"
    return "it was not reached"
