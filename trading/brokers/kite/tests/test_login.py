"""The day's token: fetched once for a request token, of the right client, and over at six in the morning in India."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from trading.brokers.base import LoginRefused, NotSent, Refused, WrongAccount
from trading.brokers.kite import connect
from trading.brokers.kite.login import exchange, expires_at, login_address, request_token_in
from trading.brokers.kite.tests.server import API_KEY, API_SECRET, Answer

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_the_person_is_sent_to_kite_with_the_key_and_our_state():
    address = urlsplit(login_address("the key&", "s=1&x"))
    asked = parse_qs(address.query)
    assert (address.scheme, address.netloc, address.path) == ("https", "kite.zerodha.com", "/connect/login")
    assert (asked["api_key"], asked["v"]) == (["the key&"], ["3"])
    assert parse_qs(asked["redirect_params"][0]) == {"state": ["s=1&x"]}
    assert "redirect_params" not in login_address("key")


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-11-20T04:00:00+00:00", "2026-11-21T00:30:00+00:00"),
        ("2026-11-20T00:29:59+00:00", "2026-11-20T00:30:00+00:00"),
        ("2026-11-20T00:30:00+00:00", "2026-11-21T00:30:00+00:00"),
        ("2026-11-20T19:00:00+00:00", "2026-11-21T00:30:00+00:00"),
        ("2026-12-31T23:59:59+05:30", "2027-01-01T00:30:00+00:00"),
    ],
)
def test_a_token_ends_at_the_next_six_in_the_morning_in_india(at, ends):
    assert expires_at(datetime.fromisoformat(at)) == datetime.fromisoformat(ends)


def test_an_instant_without_its_zone_is_refused():
    with pytest.raises(Refused):
        expires_at(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_a_request_token_becomes_the_day_s_token_once(scene):
    scene.server.request_tokens["request0token"] = scene.login
    token = exchange(scene.access(), "request0token", now=NOW)
    assert (token.login, token.expires_at) == (scene.login, datetime(2026, 11, 21, 0, 30, tzinfo=UTC))
    assert token.access_token not in repr(token)
    access = scene.access()
    broker = connect(replace(access, secrets={**access.secrets, "access_token": token.access_token}))
    assert broker.account().login == scene.login
    broker.close()
    with pytest.raises(LoginRefused):
        exchange(scene.access(), "request0token", now=NOW)


def test_when_somebody_else_logs_in_the_token_is_not_kept(scene):
    scene.server.request_tokens["request0token"] = "XX0000"
    with pytest.raises(WrongAccount):
        exchange(scene.access(), "request0token", now=NOW)


def test_the_yesterday_s_token_is_not_needed_for_a_new_one(scene):
    scene.server.request_tokens["request0token"] = scene.login
    access = scene.access()
    secrets = {"api_key": API_KEY, "api_secret": API_SECRET}
    assert exchange(replace(access, secrets=secrets), "request0token", now=NOW).login == scene.login
    with pytest.raises(LoginRefused):
        exchange(replace(access, secrets={"api_key": API_KEY}), "request0token", now=NOW)


@pytest.mark.parametrize(
    "answer", [{}, {"user_id": "XX1"}, {"user_id": "XX1", "access_token": "with\nline", "login_time": ""}]
)
def test_an_answer_without_a_token_is_no_answer(scene, answer):
    scene.server.next("POST", "/session/token", lambda handler, proceed: handler.give(Answer.of(answer)))
    with pytest.raises(NotSent):
        exchange(scene.access(), "request0token", now=NOW)


def test_what_kite_returns_to_us_is_read_with_care():
    assert request_token_in({"status": "success", "request_token": "abcdefgh12345678"}) == "abcdefgh12345678"
    for returned in ({}, {"status": "cancelled", "request_token": "abcdefgh12"}, {"status": "success"},
                     {"status": "success", "request_token": "a/../b?c=d&e"}):  # fmt: skip
        with pytest.raises(LoginRefused):
            request_token_in(returned)
