"""HTTP with a limit on a call's whole time and on an answer's length, and nothing sent twice.

`requests` limits only the wait for the next byte; whoever sends one a second would hold us for ever. Here a clock runs
from the moment the question is out until the answer's last byte, and then the line is cut.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Timer
from typing import Any
from urllib.parse import SplitResult

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ConnectTimeout, RequestException, SSLError
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from fidus.lib.machines import is_here

LARGEST_ANSWER = 64 << 20  # bytes; the longest honest one, all instruments of all exchanges, is about ten
_PIECE = 65_536


def cut(line: socket.socket) -> None:
    """End a connection at which another thread waits; whoever reads there reads its end."""
    with suppress(OSError):
        # The plain socket's own: that of TLS would let go of its state under the reading thread.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


class _Watch(Timer):
    """Cuts a line when the time is over, and remembers that it did: what came by then may look like all there is."""

    def __init__(self, seconds: float, line: socket.socket) -> None:
        super().__init__(seconds, self._cut)
        self.daemon = True
        self.has_cut = False
        self._line = line

    def _cut(self) -> None:
        self.has_cut = True
        cut(self._line)


class _Watched:
    """A connection that is cut when its reading time is over, however busily bytes trickle in."""

    def getresponse(self) -> Any:
        watch = _Watch(self.timeout, self.sock)  # type: ignore[attr-defined]
        watch.start()
        try:
            answer = super().getresponse()  # type: ignore[misc]
        except BaseException:
            watch.cancel()
            raise
        answer.watch = watch
        return answer


class _Plain(_Watched, HTTPConnection):
    pass


class _Secure(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class AnswerTooLong(RequestException):
    """The other end sends more than it may; the rest was not read."""


class WatchedAdapter(HTTPAdapter):
    """Reads answers itself, up to `largest` bytes; retries nothing."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        answer = super().send(request, *args, **{**options, "stream": True})
        try:
            answer._content = self._whole(answer.raw, request)
        except AnswerTooLong:
            raise
        except (HTTPError, OSError) as error:
            raise NoConnection(f"the answer broke off ({type(error).__name__})", request=request) from None
        finally:
            answer.raw.watch.cancel()
        if answer.raw.watch.has_cut:
            raise NoConnection("the answer did not end in time", request=request)
        return answer

    def _whole(self, raw: Any, request: requests.PreparedRequest) -> bytes:
        parts, length = [], 0
        while part := raw.read1(_PIECE, decode_content=True):
            parts.append(part)
            length += len(part)
            if length > self._largest:
                raw.close()
                raise AnswerTooLong(f"the answer is longer than {self._largest:,} bytes", request=request)
        raw.release_conn()
        return b"".join(parts)


def session(*, largest: int = LARGEST_ANSWER) -> requests.Session:
    """A session that takes nothing from the environment, follows nobody elsewhere and sends everything once.

    The second of a call's `timeout` is for its whole answer, which has at most `largest` bytes.
    """
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, WatchedAdapter(largest))
    return session


def never_left(error: RequestException) -> bool:
    """Whether the call surely did not reach the other end: no connection, or nobody we trust there."""
    if isinstance(error, ConnectTimeout):
        return True
    if isinstance(error, SSLError):
        return "CERTIFICATE_VERIFY_FAILED" in str(error)
    reason = error.args[0] if error.args else None
    return (
        isinstance(error, NoConnection)
        and isinstance(reason, MaxRetryError)
        and isinstance(reason.reason, NewConnectionError)
    )


def keeps_secrets(address: SplitResult) -> bool:
    """Whether what is sent to `address` is read by nobody on the way: over https, or within this machine."""
    host = address.hostname or ""
    return bool(host) and (address.scheme == "https" or (address.scheme == "http" and is_here(host)))
