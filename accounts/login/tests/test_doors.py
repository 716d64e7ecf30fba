"""What must hold at the door itself, whoever stands before it."""

from datetime import timedelta

import pytest
from allauth.account import app_settings
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client as Browser

from accounts.login.models import KnownDevice
from accounts.login.services.forget_sessions import forget_sessions
from accounts.login.services.know_device import forget_devices
from accounts.login.tests.scenes import code_now, sent, with_app
from accounts.models import User
from accounts.tests.people import PASSWORD, a_client, member, staff
from accounts.trail.api import events_about
from fidus.lib import clock


@pytest.fixture
def ada(db):
    return member(a_client("Ada Example"), "ada@example.test")


def an_hour_later(browser: Browser) -> None:
    session = browser.session
    for given in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        given["at"] -= 3600
    session.save()


def test_a_session_left_open_asks_for_the_password_before_another_address_is_asked_for(ada):
    browser = Browser()
    sent(browser, ada.email)
    an_hour_later(browser)
    answer = browser.post("/accounts/email/", {"address": "thief@example.test"})
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert not [event for event in events_about(subject=f"user:{ada.pk}") if event.kind == "EmailChangeAsked"]


def test_each_step_of_signing_in_gives_the_session_another_key(db):
    olga, browser = with_app(staff()), Browser()
    browser.get("/accounts/login/")
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    sent(browser, olga.email)
    browser.post("/accounts/2fa/authenticate/", {"code": code_now(olga)})
    assert browser.get("/").url.startswith("/backoffice/")
    assert browser.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize("with_factor", [True, False])
def test_a_factor_or_password_given_again_gives_the_session_another_key_and_leaves_it_in_the_list(ada, with_factor):
    browser = Browser()
    sent(browser, ada.email)
    copied, listed = browser.session.session_key, UserSession.objects.get()
    if with_factor:
        with_app(ada)
        browser.post("/accounts/2fa/reauthenticate/", {"code": code_now(ada)})
    else:
        browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert not Session.objects.filter(session_key=copied).exists()
    listed.refresh_from_db()
    assert listed.session_key == browser.session.session_key != copied
    assert browser.get("/accounts/sessions/").status_code == 200


def test_signing_out_leaves_nothing_of_the_session(ada):
    browser = Browser()
    sent(browser, ada.email)
    key = browser.session.session_key
    browser.post("/accounts/logout/")
    assert not Session.objects.filter(session_key=key).exists()
    browser.cookies["sessionid"] = key
    assert browser.get("/portal/").status_code == 302


def test_the_link_for_a_new_password_is_good_for_an_hour(ada, monkeypatch):
    generator = app_settings.PASSWORD_RESET_TOKEN_GENERATOR()
    token, now = generator.make_token(ada), generator._now()
    for minutes, good in ((59, True), (61, False)):
        monkeypatch.setattr(type(generator), "_now", lambda _, then=now + timedelta(minutes=minutes): then)
        assert generator.check_token(ada, token) is good


def test_sessions_that_are_over_are_removed_and_the_others_stay(ada):
    kept, over = Browser(), Browser()
    for browser in (kept, over):
        sent(browser, ada.email)
    Session.objects.filter(session_key=over.session.session_key).update(expire_date=clock.now() - timedelta(seconds=1))
    assert forget_sessions() == 1
    assert UserSession.objects.get().session_key == kept.session.session_key
    assert kept.get("/portal/").status_code == 200


def test_a_browser_is_forgotten_when_its_cookie_has_ended(ada):
    browser = Browser(REMOTE_ADDR="192.0.2.7")
    sent(browser, ada.email)
    assert int(browser.cookies["browser"]["max-age"]) == 365 * 24 * 3600
    for days, forgotten in ((364, 0), (366, 1)):
        KnownDevice.objects.update(first_seen_at=clock.now() - timedelta(days=days))
        assert forget_devices() == forgotten


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", r"/\evil.example", "javascript:alert(1)"]
)
def test_signing_in_and_out_leads_to_no_other_host(ada, elsewhere):
    browser = Browser()
    answer = browser.post(f"/accounts/login/?next={elsewhere}", {"login": ada.email, "password": PASSWORD})
    assert answer.url == "/"
    assert browser.post(f"/accounts/logout/?next={elsewhere}").url == "/"


def test_the_field_for_the_password_hides_it_and_lets_a_password_manager_fill_it_in(db):
    page = Browser().get("/accounts/login/").content.decode()
    field = page[page.index('name="password"') - 200 : page.index('name="password"') + 200]
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "onpaste" not in page


def test_there_is_no_login_that_nobody_made(db):
    assert not User.objects.exists()
