"""What a bridge is told besides questions: which accounts to watch and push; and since when it runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.exceptions import RequestException

from fidus.lib import bounded_http
from trading.brokers.base import Access, LoginRefused, NotSent, Refused
from trading.brokers.mt5.wire import root_of

LARGEST = 1 << 20  # bytes of an answer
LONGEST = 300  # characters of why an account is not watched


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One account to watch; `since` in seconds of the trade server's clock, as the bridge has it."""

    login: str
    server: str
    password: str = field(repr=False)
    terminal: str = ""
    since: int = 0


def started_at(access: Access) -> float:
    """When the bridge began, by its own clock; since then it watches whom it was told. Raises as `watch` does."""
    told = _ask(access, "GET", "health").get("started_at")
    if not isinstance(told, int | float):
        raise NotSent("the bridge does not say when it began", code="answer")
    return float(told)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many accounts a bridge watches now, and why it does not watch the others."""

    watched: int
    refused: tuple[str, ...]


def watch(access: Access, accounts: Sequence[Watched], *, seconds: float) -> Taken:
    """The whole list of accounts, each looked at every so many `seconds`.

    Raises NotSent, Refused and LoginRefused.
    """
    rows = [
        {
            "login": int(one.login), "server": one.server, "password": one.password, "since": one.since,
            "seconds": seconds, **({"terminal": one.terminal} if one.terminal else {}),
        }
        for one in accounts
    ]  # fmt: skip
    told = _ask(access, "PUT", "watch", {"accounts": rows})
    watched, refused = told.get("watched"), told.get("refused", [])
    if type(watched) is not int or not isinstance(refused, list) or watched + len(refused) != len(rows):
        raise NotSent(f"the bridge took {watched!r} of {len(rows)} accounts", code="answer")
    return Taken(watched, tuple(_why(row) for row in refused))


def _why(row: object) -> str:
    told = row if isinstance(row, dict) else {}
    return f"{told.get('login')} on {told.get('server')}: {told.get('words')}"[:LONGEST]


def _ask(access: Access, method: str, what: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    connecting = min(3.0, access.seconds / 3)
    session = bounded_http.session(largest=LARGEST)
    session.verify = access.options.get("authority") or True
    try:
        answer = session.request(
            method, f"{root_of(access.address)}/v1/{what}", json=body, allow_redirects=False,
            headers={"Authorization": f"Bearer {access.secrets.get('token', '')}", "Accept-Encoding": "identity"},
            timeout=(connecting, access.seconds - connecting),
        )  # fmt: skip
    except RequestException as error:
        raise NotSent(f"the bridge did not answer ({type(error).__name__})", code="line") from None
    finally:
        session.close()
    return _told(answer)


def _told(answer: requests.Response) -> dict[str, Any]:
    try:
        told = json.loads(answer.content)
    except (ValueError, RecursionError):
        told = None
    if answer.status_code == 401:
        raise LoginRefused("the bridge does not know our token", code="401")
    if not isinstance(told, dict):
        raise NotSent(f"what answered ({answer.status_code}) is not the bridge", code="line")
    if answer.status_code != 200:
        raise Refused(
            str(told.get("words", "")) or f"the bridge answered {answer.status_code}", code=str(told.get("code", ""))
        )
    return told
