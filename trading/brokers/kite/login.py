"""The day's token: where a person logs in, what the answer is exchanged for, and when it ends.

Kite throws away all tokens in the early morning and says 06:00; a new login ends the old token at once. Nobody's
password or second factor passes through here: the person gives them to Kite, and Kite sends the browser back to us
with a request token that is good once and for minutes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta, timezone
from urllib.parse import urlencode

from trading.brokers.base import Access, LoginRefused, NotSent, Refused, WrongAccount
from trading.brokers.kite import fields
from trading.brokers.kite.line import Line
from trading.brokers.rows import BadRow, a_row

PAGE = "https://kite.zerodha.com/connect/login"
INDIA = timezone(timedelta(hours=5, minutes=30))  # without summer time since 1945
ENDS_AT = time(6)
_REQUEST_TOKEN = re.compile(r"[0-9A-Za-z]{8,64}", re.ASCII)
_TOKEN = re.compile(r"[!-~]{8,512}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayToken:
    """What is to be kept as the account's `access_token`; `expires_at` is a true instant."""

    login: str
    expires_at: datetime
    access_token: str = field(repr=False)


def login_address(api_key: str, state: str = "") -> str:
    """Where the person goes; Kite returns to the app's registered address and gives `state` back."""
    asked = {"v": "3", "api_key": api_key}
    if state:
        asked["redirect_params"] = urlencode({"state": state})
    return f"{PAGE}?{urlencode(asked)}"


def request_token_in(returned: Mapping[str, str]) -> str:
    """The request token of Kite's return to us; raises LoginRefused if the person did not log in."""
    token = returned.get("request_token", "")
    if returned.get("status") != "success" or not _REQUEST_TOKEN.fullmatch(token):
        raise LoginRefused("Kite did not let this person in", code="login")
    return token


def exchange(access: Access, request_token: str, *, now: datetime) -> DayToken:
    """The day's token for a request token, once; `secrets` need api_key and api_secret.

    Raises WrongAccount if somebody else logged in, LoginRefused or Refused if Kite says no, NotSent if it says nothing:
    the person then logs in again.
    """
    secret = access.secrets.get("api_secret", "")
    if not secret or not _REQUEST_TOKEN.fullmatch(request_token):
        raise LoginRefused("the app's secret or the request token is missing", code="login")
    # Whoever logs in anew has no use for the token of yesterday.
    kept = {name: value for name, value in access.secrets.items() if name != "access_token"}
    line = Line(replace(access, secrets=kept), needs_token=False)
    try:
        told = a_row(line.ask("generate_session", request_token, secret), "session")
        login, token = fields.name(told, "user_id"), fields.name(told, "access_token", 512)
        if not _TOKEN.fullmatch(token):
            raise BadRow("the token is none")
        began = told.get("login_time")
    except BadRow as error:
        raise NotSent(f"Kite's answer cannot be read: {error}", code="answer") from None
    finally:
        line.close()
    if login != access.login:
        raise WrongAccount(f"{login} logged in, not {access.login}", code="account")
    ends = expires_at(now)
    if isinstance(began, datetime):
        ends = min(ends, expires_at(began.replace(tzinfo=INDIA)))
    return DayToken(login=login, access_token=token, expires_at=ends)


def expires_at(at: datetime) -> datetime:
    """The next 06:00 in India after `at`, a true instant in UTC."""
    if at.tzinfo is None:
        raise Refused("an instant needs its zone", code="time")
    here = at.astimezone(INDIA)
    ends = datetime.combine(here.date(), ENDS_AT, INDIA)
    return (ends if here < ends else ends + timedelta(days=1)).astimezone(UTC)
