"""The line to the bridge: one POST a question, a limit on its time and length, and what each way of failing means."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from requests.exceptions import RequestException

from fidus.lib import bounded_http
from trading.brokers.base import (
    Access,
    BrokerError,
    LoginRefused,
    NotSent,
    OutcomeUnknown,
    Refused,
    Throttled,
    WrongAccount,
)
from trading.brokers.doubts import doubt

IDLE_SECONDS = 30.0  # the bridge lets go after 75; an order on a line that closes just then would be unknown
SLACK = 0.5  # seconds that the bridge answers earlier than we stop waiting
CHANGES = frozenset({"submit", "close", "cancel", "modify", "protect"})
KINDS: dict[str, type[BrokerError]] = {
    "not sent": NotSent, "throttled": Throttled, "wrong account": WrongAccount, "refused": Refused,
    "login refused": LoginRefused, "unknown": OutcomeUnknown,
}  # fmt: skip


class Line:
    """A pool of connections to one bridge; `access.secrets` has its token and the account's password."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._root = root_of(access.address)
        self._connect_seconds = min(3.0, access.seconds / 3)
        self._answer_seconds = access.seconds - self._connect_seconds
        if not access.login.isascii() or not access.login.isdigit() or not access.server:
            raise LoginRefused("an account of MetaTrader 5 has a number for login, and a server")
        if not access.secrets.get("password") or not access.secrets.get("token"):
            raise LoginRefused("the account's password or the bridge's token is missing")
        self._used_at = time.monotonic()
        self._session = bounded_http.session()
        if access.options.get("authority"):
            self._session.verify = access.options["authority"]
        self._session.headers["Accept-Encoding"] = "identity"  # a few bytes must not become many
        self._session.headers["Authorization"] = f"Bearer {access.secrets['token']}"

    def __repr__(self) -> str:
        return f"Line({self._root}, {self._access.login})"

    def close(self) -> None:
        self._session.close()

    def ask(self, operation: str, arguments: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The bridge's answer of this account; raises one of the three errors."""
        access, changes = self._access, operation in CHANGES
        seconds = max(self._answer_seconds - SLACK, self._answer_seconds / 2)
        asked = {
            "login": int(access.login), "server": access.server, "password": access.secrets["password"],
            "seconds": seconds, "arguments": dict(arguments or {}),
        }  # fmt: skip
        if access.options.get("terminal"):
            asked["terminal"] = access.options["terminal"]
        status, told = self._post(operation, asked, changes=changes)
        if status != 200:
            raise _error(status, told, changes=changes)
        if (told.get("login"), told.get("server")) != (int(access.login), access.server):
            # A bridge that is ours never does this; if it did, an order may be anywhere.
            raise (OutcomeUnknown if changes else WrongAccount)("the bridge answered for another account")
        data = told.get("data")
        if not isinstance(data, dict):
            raise doubt("the bridge's answer is not as agreed", changes=changes)
        return data

    def _post(self, operation: str, asked: dict[str, Any], *, changes: bool) -> tuple[int, dict[str, Any]]:
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self._session.close()
        self._used_at = time.monotonic()
        try:
            answer = self._session.post(
                f"{self._root}/v1/{operation}",
                json=asked,
                timeout=(self._connect_seconds, self._answer_seconds),
                allow_redirects=False,
            )
        except RequestException as error:
            if bounded_http.never_left(error):
                raise NotSent(f"the bridge cannot be reached ({type(error).__name__})", code="line") from None
            raise doubt(f"the bridge did not answer ({type(error).__name__})", changes=changes) from None
        try:
            told = json.loads(answer.content, parse_float=_no_float, parse_constant=_no_float)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            raise doubt(f"what answered ({answer.status_code}) is not the bridge", changes=changes)
        return answer.status_code, told


def root_of(address: str) -> str:
    parts = urlsplit(address)
    if bounded_http.keeps_secrets(parts):
        return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    raise Refused("the bridge's address has to begin with https:// (http:// only on this machine)", code="address")


def _error(status: int, told: dict[str, Any], *, changes: bool) -> BrokerError:
    kind, words, code = (str(told.get(name, "")) for name in ("kind", "words", "code"))
    if status == 401:
        return LoginRefused("the bridge does not know our token", code="401")
    if kind not in KINDS:
        return doubt(f"the bridge answered {status}", changes=changes)
    return KINDS[kind](words or kind, code=code)


def _no_float(text: str) -> object:
    raise ValueError(f"{text} is a float; amounts come as text")
