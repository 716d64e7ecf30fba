"""The line to Alpaca: one HTTP call a question, a limit on its time, and what each way of failing means."""

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
from trading.brokers.alpaca import failures
from trading.brokers.base import Access, LoginRefused, NotSent, Refused, Throttled
from trading.brokers.doubts import doubt
from trading.brokers.rows import Row, a_row

ROOTS = {"live": "https://api.alpaca.markets", "paper": "https://paper-api.alpaca.markets"}
PRICES = "https://data.alpaca.markets"
LEAST_SECONDS = 0.05  # below this nothing is begun
IDLE_SECONDS = 30.0  # an order on a line that is closed just then would be unknown
LONGEST_HOLD = 60.0  # seconds; the limit counts calls of a minute


class Line:
    """One account's; `access.secrets` has key_id and secret_key. Used by one thread at a time."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._root = _trading_root(access)
        self._prices = _safe(access.options.get("data_address") or PRICES)
        keys = access.secrets.get("key_id", ""), access.secrets.get("secret_key", "")
        if not access.login or not all(keys):
            raise LoginRefused("an account of Alpaca has a number, and a pair of keys")
        self._session = bounded_http.session()
        self._session.headers["APCA-API-KEY-ID"], self._session.headers["APCA-API-SECRET-KEY"] = keys
        self._used_at = time.monotonic()
        self._not_before = 0.0
        self.begin()

    def __repr__(self) -> str:
        return f"Line({self._root}, {self._access.login})"

    def close(self) -> None:
        self._session.close()

    def begin(self) -> None:
        """The time limit runs from here, over all that one question of ours asks of Alpaca."""
        self._ends = time.monotonic() + self._access.seconds

    def get(self, path: str, asked: Mapping[str, str] | None = None) -> Any:
        return self._call("GET", f"{self._root}{path}", asked=asked)

    def find(self, path: str) -> Row | None:
        """One row, or None where Alpaca itself says that there is none; an address that nobody knows proves nothing."""
        try:
            return a_row(self.get(path), "answer")
        except Refused as refused:
            if refused.code == failures.NOT_FOUND:
                return None
            raise

    def price(self, path: str, asked: Mapping[str, str]) -> Any:
        return self._call("GET", f"{self._prices}{path}", asked=asked)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._call("POST", f"{self._root}{path}", body=body, changes=True)

    def delete(self, path: str) -> Any:
        return self._call("DELETE", f"{self._root}{path}", changes=True)

    def _call(
        self, method: str, address: str, *, asked: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None, changes: bool = False,
    ) -> Any:  # fmt: skip
        """What Alpaca told, or None for an empty yes; raises one of the three errors."""
        timeout = self._timeout()
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self._session.close()
        self._used_at = time.monotonic()
        try:
            answer = self._session.request(
                method, address, params=asked, json=body, timeout=timeout, allow_redirects=False
            )
        except RequestException as error:
            if bounded_http.never_left(error):
                raise NotSent(f"Alpaca cannot be reached ({type(error).__name__})", code="line") from None
            raise doubt(f"Alpaca did not answer ({type(error).__name__})", changes=changes) from None
        return self._read(answer, changes=changes)

    def _timeout(self) -> tuple[float, float]:
        now = time.monotonic()
        if now < self._not_before:
            raise Throttled("Alpaca asked us to wait", code="limit", seconds=self._not_before - now)
        left = self._ends - now
        if left < LEAST_SECONDS:
            raise NotSent("there was no time left to ask", code="time")
        connecting = min(3.0, left / 3)
        return connecting, left - connecting

    def _read(self, answer: requests.Response, *, changes: bool) -> Any:
        good = answer.status_code in {200, 204, 207}
        if good and not answer.content:
            return None
        try:
            told = json.loads(answer.content, parse_float=Decimal, parse_constant=_no_number)
        except (ValueError, RecursionError):
            if good:
                raise doubt("Alpaca's answer is no JSON", changes=changes, code="answer") from None
            told = None
        if good:
            return told
        seconds = self._hold(answer) if answer.status_code == 429 else None
        raise failures.failure(answer.status_code, told, changes=changes, seconds=seconds)

    def _hold(self, answer: requests.Response) -> float:
        """Nothing is asked until the limit's minute is over, which the answer tells as seconds since 1970."""
        reset = answer.headers.get("X-RateLimit-Reset", "")
        told = int(reset) - time.time() if reset.isascii() and reset.isdigit() and len(reset) < 12 else 1.0
        seconds = min(max(told, 0.5), LONGEST_HOLD)
        self._not_before = time.monotonic() + seconds
        return seconds


def _trading_root(access: Access) -> str:
    """Raises Refused for an address of the other environment, or one that would show the keys to the network."""
    if access.environment not in ROOTS:
        raise Refused(f"Alpaca has accounts that are live or paper, not {access.environment}", code="environment")
    root = _safe(access.address or ROOTS[access.environment])
    if root in ROOTS.values() and root != ROOTS[access.environment]:
        raise Refused(f"{root} is not where {access.environment} accounts are", code="environment")
    return root


def _safe(address: str) -> str:
    parts = urlsplit(address)
    if parts.path.rstrip("/") or parts.query or not bounded_http.keeps_secrets(parts):
        raise Refused("an address begins with https:// (http:// only on this machine) and has no path", code="address")
    return f"{parts.scheme}://{parts.netloc}"


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number")
