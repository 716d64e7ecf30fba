"""Staff come in with two things; what the session says counts, and not that a factor exists."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from accounts.login.services.use_code import use_code
from accounts.login.tests.scenes import SECRET, code_now, sent, signed_in, with_app
from accounts.tests.people import PASSWORD, a_client, member, staff
from accounts.trail.api import events_about

OFFICE, SET_UP = "/backoffice/", "/accounts/2fa/"
ACTIVATE = "/accounts/2fa/totp/activate/"


@pytest.fixture
def still(monkeypatch):
    """The app's clock and ours stand still: no 30 seconds end between showing a code and giving it."""
    now = time.time()
    for place in ("accounts.login.tests.scenes", "accounts.login.services.use_code"):
        monkeypatch.setattr(f"{place}.time", SimpleNamespace(time=lambda: now))


def weak(user) -> Browser:
    """Signed in with the password alone."""
    browser = Browser()
    assert sent(browser, user.email).status_code == 302
    return browser


def test_staff_without_a_second_step_may_set_one_up_or_leave(db):
    browser = weak(staff())
    for address in (
        OFFICE,
        "/backoffice/accounts/client/",
        "/",
        "/portal/",
        "/accounts/password/change/",
        "/accounts/sessions/",
    ):
        for answer in (browser.get(address), browser.post(address)):
            assert (answer.status_code, answer.url) == (302, SET_UP), address
    page = browser.get(SET_UP).content.decode()
    assert "One more step" in page
    assert OFFICE not in page
    assert browser.post("/accounts/logout/").status_code == 302
    assert browser.get(OFFICE).url.startswith("/backoffice/login/")


def test_a_part_of_a_page_is_led_there_as_a_whole(db):
    answer = weak(staff()).get(OFFICE, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == SET_UP


def test_setting_the_app_up_opens_the_office_at_once(committed_db):
    olga = staff()
    browser = weak(olga)
    assert browser.get(ACTIVATE).url.startswith("/accounts/reauthenticate/")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = browser.get(ACTIVATE).context["form"].secret
    assert b"incorrect" in browser.post(ACTIVATE, {"code": "000000"}).content.lower()
    code = code_now(secret=secret)
    answer = browser.post(ACTIVATE, {"code": code})
    assert answer.url == "/accounts/2fa/recovery-codes/"
    assert browser.get(OFFICE).status_code == 200
    assert len(browser.get(answer.url).context["unused_codes"]) == 10
    # What proved the app is used up by that.
    assert use_code(olga, code) is None
    told = [event.data["what"] for event in events_about(subject=f"user:{olga.pk}") if event.kind == "LoginChanged"]
    assert told == ["app_added"]


def test_an_app_that_was_set_up_elsewhere_does_not_make_this_session_strong(db):
    olga = staff()
    browser = weak(olga)
    with_app(olga)
    answer = browser.get(OFFICE)
    assert answer.url == "/accounts/2fa/reauthenticate/?next=%2Fbackoffice%2F"
    browser.post(answer.url, {"code": code_now(olga), "next": OFFICE})
    assert browser.get(OFFICE).status_code == 200


def test_the_password_alone_neither_adds_nor_removes_a_factor_once_there_is_one(db):
    olga = staff()
    browser = weak(olga)
    browser.get(ACTIVATE)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    with_app(olga)
    for address in (
        "/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/",
        "/accounts/reauthenticate/",
    ):  # fmt: skip
        assert browser.get(address).url.startswith("/accounts/2fa/reauthenticate/"), address


def test_a_client_comes_in_with_the_password_and_with_a_code_once_they_have_an_app(db):
    ada = member(a_client())
    assert weak(ada).get("/portal/").status_code == 200
    with_app(ada)
    browser = Browser()
    assert sent(browser, ada.email).url == "/accounts/2fa/authenticate/"
    assert browser.get("/portal/").status_code == 302
    assert b"ncorrect" in browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).content
    browser.post("/accounts/2fa/authenticate/", {"code": code_now(ada)})
    assert browser.get("/portal/").status_code == 200


@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_a_code_of_a_clock_that_is_a_little_off_is_taken_once(db, still, ahead):
    ada = with_app(member())
    code = code_now(ada, ahead=ahead)
    assert use_code(ada, code)
    assert use_code(ada, code) is None


def test_a_code_older_than_the_one_used_last_is_not_taken(db, still):
    ada = with_app(member())
    assert use_code(ada, code_now(ada))
    assert use_code(ada, code_now(ahead=-1)) is None


def test_a_code_is_taken_once_when_16_bring_it_at_once(committed_db, still):
    ada = with_app(member())
    code, start = code_now(ada), Barrier(16)

    def bring(_: int) -> bool:
        try:
            start.wait()
            return use_code(ada, code) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(bring, range(16))) == 1


def test_a_recovery_code_is_taken_once_when_16_bring_it_at_once(committed_db):
    ada = with_app(member())
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code, start = RecoveryCodes.activate(ada).get_unused_codes()[0], Barrier(16)

    def bring(_: int) -> bool:
        try:
            start.wait()
            return use_code(ada, code) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(bring, range(16))) == 1


def test_a_recovery_code_lets_in_once(db):
    olga = with_app(staff())
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(olga).get_unused_codes()[0]
    for works in (True, False):
        browser = Browser()
        sent(browser, olga.email)
        answer = browser.post("/accounts/2fa/authenticate/", {"code": code})
        assert (answer.status_code == 302) is works
        assert (browser.get(OFFICE).status_code == 200) is works


def test_secrets_are_not_readable_in_the_database(db):
    olga = with_app(staff())
    assert SECRET not in str(olga.authenticator_set.values())


def test_guessing_codes_is_slowed_down_before_they_are_looked_at(db):
    olga = with_app(staff())
    browser = Browser()
    sent(browser, olga.email)
    for _ in range(5):
        assert b"ncorrect" in browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).content
    assert b"Too many tries" in browser.post("/accounts/2fa/authenticate/", {"code": code_now(olga)}).content


def test_staff_keep_their_last_factor(db):
    olga = staff()
    browser = signed_in(olga)
    assert b"Turn off" not in browser.get(SET_UP).content
    browser.post("/accounts/2fa/totp/deactivate/")
    assert olga.authenticator_set.filter(type="totp").exists()


def test_an_unused_session_ends_and_so_does_one_that_is_too_old(db):
    olga = staff()
    for idle, age, ends in ((29, 60, False), (31, 60, True), (1, 12 * 60 + 1, True)):
        browser = signed_in(olga)
        session = browser.session
        session["seen_at"], session["began_at"] = time.time() - idle * 60, time.time() - age * 60
        session.save()
        assert (browser.get(OFFICE).status_code == 302) is ends
        if ends:
            assert b"signed out" in browser.get(reverse("account_login")).content


def test_use_is_noted_at_most_once_a_minute(db, django_assert_num_queries):
    browser = signed_in(member())
    session = browser.session
    first = session["seen_at"]
    browser.get("/accounts/sessions/")
    assert browser.session["seen_at"] == first
    session["seen_at"] = first - 61
    session.save()
    browser.get("/accounts/sessions/")
    assert browser.session["seen_at"] > first - 61
