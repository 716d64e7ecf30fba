"""The line to Kite: the vendor's library, each call with its time limit, its count and the meaning of its failure."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.exceptions import RequestException

from fidus.lib import bounded_http
from trading.brokers.base import Access, LoginRefused, NotSent, Refused
from trading.brokers.doubts import doubt
from trading.brokers.kite import failures, limits
from trading.brokers.kite.limits import Kind

ROOT = "https://api.kite.trade"
LEAST_SECONDS = 0.05  # below this nothing is begun


class Line:
    """One account's; `access.secrets` has api_key and access_token. Used by one thread at a time."""

    def __init__(self, access: Access, *, needs_token: bool = True) -> None:
        # The package starts Twisted's reactor when it is imported; only those who speak to Kite shall pay for that.
        from kiteconnect import KiteConnect

        self._access, self._root = access, root_of(access.address)
        secrets = access.secrets
        if not access.login or not secrets.get("api_key"):
            raise LoginRefused("an account of Zerodha has a client id, and its app a key")
        if needs_token and not secrets.get("access_token"):
            raise LoginRefused("nobody has logged in today: the day's token is missing", code="token")
        self._kite = KiteConnect(secrets["api_key"], access_token=secrets.get("access_token"), root=self._root)
        # Numbers stay exact and times stay text: reading them is ours (fields.py).
        self._kite._format_response = self._kite._parse_instruments = _untouched
        self._kite.reqsession = bounded_http.session()
        self._kite.reqsession.hooks["response"].append(self._received)
        self._limits = limits.of(self._root, access.login)
        self._status: int | None = None
        self._error_type = ""
        self.begin()

    def __repr__(self) -> str:
        return f"Line({self._root}, {self._access.login})"

    def close(self) -> None:
        self._kite.reqsession.close()

    def begin(self) -> None:
        """The time limit runs from here, over all that one question of ours asks of Kite."""
        self._ends = time.monotonic() + self._access.seconds

    @property
    def seconds_left(self) -> float:
        return self._ends - time.monotonic()

    def ask(
        self,
        call: str,
        *arguments: Any,
        kind: Kind = Kind.OTHER,
        changes: bool = False,
        options: Mapping[str, Any] | None = None,
    ) -> Any:
        """What the library's `call` gives; raises one of the three errors. `changes`: it may move money."""
        self._limits.take(kind, self.seconds_left)
        left = self.seconds_left
        if left < LEAST_SECONDS:
            raise NotSent("there was no time left to ask", code="time")
        connecting = min(3.0, left / 3)
        self._kite.timeout = (connecting, left - connecting)
        self._status, self._error_type = None, ""
        try:
            return getattr(self._kite, call)(*arguments, **(options or {}))
        except RequestException as error:
            if bounded_http.never_left(error):
                raise NotSent(f"Kite cannot be reached ({type(error).__name__})", code="line") from None
            raise doubt(f"Kite did not answer ({type(error).__name__})", changes=changes) from None
        except Exception as error:  # noqa: BLE001 - whatever a library raises ends in one of our three errors
            raise self._failure(error, changes=changes) from None

    def _failure(self, error: Exception, *, changes: bool) -> Exception:
        """Whatever the library raised: its own errors tell, all others mean that the answer made no sense."""
        if self._error_type or self._status == 429:
            return failures.failure(
                status=self._status, kind=self._error_type, words=str(error) or self._error_type, changes=changes
            )
        return doubt(f"what answered ({self._status}) is not Kite", changes=changes, code=str(self._status))

    def _received(self, answer: requests.Response, *_: Any, **__: Any) -> None:
        """The library reads numbers as floats and forgets kinds it does not know; see to both."""
        self._status = answer.status_code

        def exact(**_: Any) -> Any:
            told = json.loads(answer.content, parse_float=Decimal, parse_constant=_no_number)
            if isinstance(told, dict) and isinstance(told.get("error_type"), str):
                self._error_type = told["error_type"][:64]
            return told

        answer.json = exact  # type: ignore[method-assign]


def root_of(address: str) -> str:
    """Where Kite answers; raises Refused for an address that would show the token to the network."""
    parts = urlsplit(address or ROOT)
    if parts.path.rstrip("/") or parts.query:
        raise Refused("the API's address has no path: the library puts its own behind the host", code="address")
    if bounded_http.keeps_secrets(parts):
        return f"{parts.scheme}://{parts.netloc}"
    raise Refused("the API's address has to begin with https:// (http:// only on this machine)", code="address")


def _untouched(data: Any) -> Any:
    return data


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number")
