"""Clients decide where their money goes with a second step; who has none sets it up, and loses nothing."""

from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.login.tests.scenes import code_now, sent, signed_in
from accounts.tests.people import PASSWORD, member
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.redemptions.models import Redemption
from funds.redemptions.tests.scenes import night, to_pay_to
from funds.tests.scenes import a_client, a_product, an_investment
from funds.wallets.models import Destination
from funds.wallets.tests.chains import TRON

ADD = reverse("portal:wallet_add")
FILLED = {"kind": "trc20:USDT", "address": TRON, "label": "Ledger at home"}
ACTIVATE = "/accounts/2fa/totp/activate/"


def set_up(browser: Browser) -> tuple[str, str]:
    """Goes through the pages on which an app is set up; the secret, and the code that proved it."""
    assert browser.get(ACTIVATE).url.startswith("/accounts/reauthenticate/")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret: str = browser.get(ACTIVATE).context["form"].secret
    code = code_now(secret=secret)
    assert browser.post(ACTIVATE, {"code": code}).status_code == 302
    return secret, code


def test_a_wallet_that_was_typed_waits_until_the_second_step_is_set_up(committed_db):
    ada = member(a_client())
    browser = Browser()
    sent(browser, ada.email)
    assert b"A second step is needed here" in browser.get(ADD).content
    led = browser.post(ADD, FILLED)
    assert led.url == "/accounts/2fa/first/"
    assert ADD in browser.get(led.url).content.decode()
    secret, used = set_up(browser)
    assert f'href="{ADD}"' in browser.get("/accounts/2fa/recovery-codes/").content.decode()
    page = browser.get(ADD).content.decode()
    assert TRON in page
    assert 'value="Ledger at home"' in page
    assert not Destination.objects.exists()
    # The code of the set-up is used; the next one is taken.
    assert browser.post(ADD, {**FILLED, "code": used}).status_code == 422
    assert browser.post(ADD, {**FILLED, "code": code_now(ada, secret=secret)}).status_code == 302
    assert Destination.objects.get().label == "Ledger at home"


def test_a_redemption_waits_at_its_last_step(db):
    a_product(calendar=Calendar.WEEKDAYS)
    investment = an_investment(funded_on=date(2026, 4, 1), client=a_client())
    night(date(2026, 6, 1))
    page = reverse("portal:redeem", args=[investment.number])
    with clock.at(date(2026, 6, 1)):
        ada = member(investment.client)
        browser = Browser()
        sent(browser, ada.email)
        typed = {"how_much": "part", "amount": "40000", "window": "2026-06-30", "to": str(to_pay_to(investment).pk)}
        given = {**typed, "step": "confirm", "request_key": "7b0a4a0e-3e5c-4f0e-9a43-0d6f4f5f6a11"}
        assert browser.post(page, given).url == "/accounts/2fa/first/"
        secret, _ = set_up(browser)
        shown = browser.get(page).content.decode()
        assert 'aria-current="step">Confirm' in shown
        assert 'name="amount" value="40000"' in shown
        assert browser.post(page, {**given, "code": code_now(ada, secret=secret)}).status_code == 302
    assert Redemption.objects.get().asked.amount == 40000


@pytest.mark.parametrize("password", [PASSWORD, ""])
def test_the_password_is_not_enough(db, password):
    browser = signed_in(member(a_client()))
    answer = browser.post(ADD, {**FILLED, "password": password})
    assert answer.status_code == 422
    assert b"Give the code" in answer.content
    assert not Destination.objects.exists()


def test_a_code_given_with_a_mistake_beside_it_stands_for_the_next_try_and_for_no_other(db):
    ada = member(a_client())
    browser = signed_in(ada)
    wrong = {**FILLED, "kind": "bank:EUR", "address": "DE89370400440532013000"}
    refused = browser.post(ADD, {**wrong, "code": code_now(ada)})
    assert refused.status_code == 422
    assert b"Your second step was given" in refused.content
    assert browser.post(ADD, FILLED).status_code == 302
    again = browser.post(ADD, {**FILLED, "label": "Another"})
    assert again.status_code == 422
    assert b"Give the code" in again.content
