"""Whoever decides about money gave a second factor a short while ago: every approval of the firm is held against it."""

import time

import pytest
from django.test import Client as Browser
from django.urls import NoReverseMatch, resolve, reverse

from accounts.gateway.tests.callers import Caller
from accounts.login.domain.visits import FRESH
from accounts.login.tests.scenes import code_now, with_app
from fidus.lib import clock
from fidus.wiring import FRESH_FACTOR
from tests.asked import DEEDS, TODAY, boss
from tests.test_four_eyes import decided, everything, on_a_day, seen_by  # noqa: F401


@pytest.mark.parametrize("ask", DEEDS, ids=lambda ask: ask.__name__)
def test_every_approval_of_money_is_among_the_pages_that_ask(ask):
    name = resolve(ask(boss("ann")).address).view_name
    assert name in FRESH_FACTOR


def aged(browser: Browser, seconds: float) -> Browser:
    """The browser, its second factor given so long ago."""
    session = browser.session
    (given,) = session["account_authentication_methods"]
    given["at"] = time.time() - seconds
    session["account_authentication_methods"] = [given]
    session.save()
    return browser


@pytest.mark.parametrize("app", ["funds_interestpayout_fail", "wallets_payment_fail"])
@pytest.mark.parametrize("seconds", [FRESH - 60, FRESH + 60])
def test_taking_a_payment_back_asks_as_paying_does(app, seconds):
    address = reverse(f"admin:{app}", args=[1])
    answer = aged(seen_by(with_app(boss())), seconds).post(address)
    assert answer.headers.get("Location", "").startswith("/accounts/2fa/reauthenticate/") == (seconds > FRESH)


def test_a_decision_an_hour_after_the_last_factor_asks_for_it_and_loses_nothing():
    from tests.asked import destination

    asked = destination(boss("ann"))
    second = with_app(boss("second"))
    browser = seen_by(second)
    for minutes, asks in ((FRESH // 60 - 1, False), (FRESH // 60 + 1, True)):
        session = browser.session
        (given,) = session["account_authentication_methods"]
        given["at"] = time.time() - minutes * 60
        session["account_authentication_methods"] = [given]
        session.save()
        with clock.at(TODAY):
            assert browser.get(asked.address).status_code == 200
            before = everything(asked)
            answer = browser.post(asked.address, asked.filled)
        if asks:
            assert answer.url.startswith("/accounts/2fa/reauthenticate/?next=")
            assert everything(asked) == before
            with clock.at(TODAY):
                done = browser.post(answer.url, {"code": code_now(second), "next": asked.address})
            assert done.status_code == 302
            assert everything(asked) != before
        else:
            assert answer.status_code in (200, 302)
            # Decided in time: another one for the second half.
            asked = destination(boss("ann2"))


def test_a_session_acts_through_the_api_only_soon_after_a_second_factor():
    caller = Caller(boss("api"))
    session = caller.browser.session
    (given,) = session["account_authentication_methods"]
    given["at"] = time.time() - FRESH - 60
    session["account_authentication_methods"] = [given]
    session.save()
    assert caller.get("investments").status_code == 200
    assert caller.post("operating-costs", {}).status_code == 403
    # A token was lent on purpose, by somebody who gave their factor then.
    assert Caller(boss("program"), scope="costs:write").post("operating-costs", {}).status_code == 400


def test_every_page_that_asks_exists():
    for name in FRESH_FACTOR:
        arguments = [[], [1], ["2026-01"]]
        assert any(_address(name, given) for given in arguments), name


def _address(name: str, given: list[object]) -> str:
    try:
        return reverse(name, args=given)
    except NoReverseMatch:
        return ""
