"""Connections that can be cut: a server that sends its headers letter by letter keeps every single read in time."""

import contextlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

import requests
from requests.adapters import HTTPAdapter


class Cutter(HTTPAdapter):
    """Notes every connection it opens, so that `cut_after` can end what they wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[Any] = []

    def get_connection_with_tls_context(self, *given: Any, **named: Any) -> Any:
        pool, opened = super().get_connection_with_tls_context(*given, **named), self._open
        if not getattr(pool.ConnectionCls, "noted", False):

            class Noted(pool.ConnectionCls):  # type: ignore[name-defined, misc]
                noted = True

                def connect(self) -> None:
                    opened.append(self)
                    super().connect()

            pool.ConnectionCls = Noted
        return pool

    @contextmanager
    def cut_after(self, seconds: float) -> Iterator[None]:
        """Whatever the block still reads after `seconds` ends as a broken connection."""
        timer = Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        for connection in self._open:
            # It may be closed already, or not be open yet.
            with contextlib.suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)


def cuttable(session: requests.Session) -> Cutter:
    """The session's connections, all of them."""
    cutter = Cutter()
    session.mount("http://", cutter)
    session.mount("https://", cutter)
    return cutter
