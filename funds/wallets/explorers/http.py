"""Asking an outside service over HTTP, with limits on everything: time, size, tries."""

import json
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests

from fidus.lib import bounded_http
from funds.wallets.explorers.explorer import NoAnswer

# A block of TRON with all its transactions stays below this.
MOST_BYTES = 8 * 1024 * 1024
_CONNECT_SECONDS, _READ_SECONDS = 3.0, 8.0
_TRIES = 3
_FIRST_PAUSE = 0.5
_TRY_AGAIN = {429, 500, 502, 503, 504}
_NOT_FOUND = 404


class Asker:
    """Asks one explorer; all questions of one lookup share `seconds`. Its errors name the host and never a key."""

    def __init__(self, url: str, *, seconds: float, headers: Mapping[str, str] | None = None) -> None:
        self.url = url.rstrip("/")
        self.name = urlsplit(url).netloc.rpartition("@")[2]
        self._until = time.monotonic() + seconds
        self._session = bounded_http.session(largest=MOST_BYTES)
        self._session.headers.update({"Accept": "application/json", "User-Agent": "FIDUS", **(headers or {})})

    def get(self, path: str = "", **parameters: str) -> object:
        """The answer as JSON, None where there is none (404); raises NoAnswer."""
        return self._json(self._ask("GET", path, params=parameters))

    def get_text(self, path: str) -> str | None:
        """The same for an answer in bare letters."""
        body = self._ask("GET", path)
        return None if body is None else body.decode("ascii", "replace")

    def post(self, path: str, body: Mapping[str, object]) -> object:
        """The same for questions asked by POST."""
        return self._json(self._ask("POST", path, json=body))

    def _json(self, body: bytes | None) -> object:
        if body is None:
            return None
        try:
            return json.loads(body, parse_float=str)
        except (ValueError, RecursionError):
            raise NoAnswer(f"{self.name} answered something that is no JSON") from None

    def _ask(self, method: str, path: str, **content: object) -> bytes | None:
        pause = _FIRST_PAUSE
        for attempt in range(1, _TRIES + 1):
            try:
                return self._once(method, path, content)
            except _Later as later:
                pause = max(pause, later.seconds)
                if attempt == _TRIES or time.monotonic() + pause > self._until:
                    raise NoAnswer(f"{self.name} {later}") from later
                time.sleep(pause)
                pause *= 2
        raise AssertionError("the last try answers or raises")

    def _once(self, method: str, path: str, content: Mapping[str, object]) -> bytes | None:
        timeout = (min(_CONNECT_SECONDS, self._left()), min(_READ_SECONDS, self._left()))
        try:
            response = self._session.request(
                method, f"{self.url}{path}", timeout=timeout, allow_redirects=False, **content
            )
        except bounded_http.AnswerTooLong:
            raise NoAnswer(f"{self.name} answered more than {MOST_BYTES // 1024 // 1024} MB") from None
        except requests.RequestException as error:
            # The error's own words would hold the address, and with it a key.
            raise _Later(f"did not answer ({type(error).__name__})") from None
        if response.status_code == _NOT_FOUND:
            return None
        if response.status_code in _TRY_AGAIN:
            raise _Later(f"answered {response.status_code}", _seconds(response.headers.get("Retry-After")))
        if response.status_code != requests.codes.ok:
            raise NoAnswer(f"{self.name} answered {response.status_code}")
        return response.content

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise NoAnswer(f"{self.name} took too long")
        return left


class _Later(Exception):
    """Worth another try, after at least `seconds`."""

    def __init__(self, message: str, seconds: float = 0.0) -> None:
        self.seconds = seconds
        super().__init__(message)


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after and retry_after.isdecimal() and len(retry_after) < 4 else 0.0
