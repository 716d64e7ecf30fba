"""What people do about their own way in, what they are told by letter, and what colleagues do for them."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from accounts import access
from accounts.errors import NotForYourself
from accounts.login.domain.devices import in_words
from accounts.login.email_links import link_to
from accounts.login.errors import AddressNotFree
from accounts.login.models import KnownDevice
from accounts.login.services.change_email import change_email
from accounts.login.services.reset_factors import reset_factors
from accounts.login.services.seal_secrets_anew import seal_secrets_anew
from accounts.login.tests.scenes import CHROME, FIREFOX, code_now, sent, signed_in, with_app
from accounts.models import User
from accounts.services.invite_user import invite_user, token_of
from accounts.services.suspend_user import suspend_user
from accounts.tests.people import PASSWORD, a_client, member, staff
from accounts.trail.api import deliver, events_about

NEW = "another horse battery staple"
SESSIONS = "/accounts/sessions/"


@pytest.fixture
def ada(db):
    return member(a_client(), "ada@example.test")


def letters() -> list[str]:
    deliver()
    written = [f"{one.to[0]}: {one.subject}\n{one.body}" for one in mail.outbox]
    mail.outbox.clear()
    return written


def without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


def test_sessions_are_shown_as_people_know_them_and_ended_one_by_one(ada):
    here, there = Browser(HTTP_USER_AGENT=FIREFOX), Browser(HTTP_USER_AGENT=CHROME, REMOTE_ADDR="192.0.2.9")
    signed_in(ada, there)
    signed_in(ada, here)
    page = here.get(SESSIONS).content.decode()
    assert "Firefox on Linux" in page
    assert "Chrome on Windows" in page
    assert "Mozilla" not in page
    other = UserSession.objects.get(ip="192.0.2.9")
    assert signed_in(member(email="bruno@example.test")).post(f"{SESSIONS}{other.pk}/end/").status_code == 404
    here.post(f"{SESSIONS}{other.pk}/end/")
    assert there.get("/portal/").status_code == 302
    assert here.get("/portal/").status_code == 200


def test_ending_all_others_ends_them_whatever_door_they_came_through(ada):
    here, elsewhere, invited = signed_in(ada), signed_in(ada), Browser()
    invitation = invite_user(email="new@example.test", client=ada.clients.get(), by=None)
    names = {"first_name": "Nina", "last_name": "New", "password": PASSWORD}
    invited.post(reverse("accept_invitation", args=[token_of(invitation)]), names)
    assert UserSession.objects.filter(user__email="new@example.test").count() == 1
    here.post(SESSIONS)
    assert elsewhere.get("/portal/").status_code == 302
    assert here.get("/portal/").status_code == invited.get("/portal/").status_code == 200
    assert b"signed in nowhere else" in here.get(SESSIONS).content


def test_a_changed_password_ends_every_other_session_and_is_told(ada):
    here, stolen = signed_in(ada), signed_in(ada)
    letters()
    answer = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    assert stolen.get("/portal/").status_code == 302
    assert here.get("/portal/").status_code == 200
    (letter,) = letters()
    assert "Your password was changed." in letter


def test_a_new_browser_is_told_of_and_a_known_one_is_not(ada):
    first = signed_in(ada)
    assert letters() == []
    first.post("/accounts/logout/")
    signed_in(ada, first)
    assert letters() == []
    signed_in(ada, Browser(HTTP_USER_AGENT=CHROME, REMOTE_ADDR="192.0.2.9"))
    (letter,) = letters()
    assert "Chrome on Windows" in letter
    assert "192.0.2.9" in letter
    device = KnownDevice.objects.filter(user=ada).exclude(words__startswith="Chrome").get()
    bruno = signed_in(member(email="bruno@example.test"))
    assert bruno.post(f"/accounts/browsers/{device.pk}/forget/").status_code == 404
    first.post(f"/accounts/browsers/{device.pk}/forget/")
    assert not KnownDevice.objects.filter(pk=device.pk).exists()


def test_a_suspension_ends_sessions_and_whatever_else_somebody_holds(ada, monkeypatch):
    browser, ended = signed_in(ada), []
    monkeypatch.setattr(access, "_enders", [lambda user: ended.append(user.email)])
    suspend_user(ada, reason="Lost laptop", by=None)
    assert ended == [ada.email]
    assert browser.get("/portal/").status_code == 302
    assert not UserSession.objects.filter(user=ada).exists()
    assert sent(Browser(), ada.email).url == "/accounts/inactive/"


def test_the_address_changes_when_its_new_reader_agrees_and_both_are_told(ada):
    browser = signed_in(ada)
    letters()
    browser.post("/accounts/email/", {"address": "Ada.New@example.test"})
    (letter,) = letters()
    assert letter.startswith("ada.new@example.test")
    link = re.search(r"https?://[^/]+(/accounts/email/confirm/\S+)", letter)[1]
    assert signed_in(member(email="bruno@example.test")).post(link).status_code == 410
    assert browser.get(link).status_code == 200
    assert User.objects.get(pk=ada.pk).email == "ada@example.test"
    browser.post(link)
    assert User.objects.get(pk=ada.pk).email == "ada.new@example.test"
    told = [letter.split(":")[0] for letter in letters() if "sign-in address is now" in letter]
    assert told == ["ada@example.test", "ada.new@example.test"]
    assert browser.post(link).status_code == 410


def test_a_taken_address_is_neither_given_nor_betrayed(ada):
    bruno = member(email="bruno@example.test")
    browser = signed_in(ada)
    for address in (bruno.email, "nobody@example.test"):
        assert b"on its way" in browser.post("/accounts/email/", {"address": address}, follow=True).content
    link = link_to(ada, bruno.email)
    assert browser.post(link[link.index("/accounts/") :]).status_code == 410
    with pytest.raises(AddressNotFree):
        change_email(ada, bruno.email, by=staff(), confirmed=False)


def test_a_lost_phone_is_helped_by_a_colleague_and_told(ada):
    boss = staff("administrator", "boss@example.test")
    browser = signed_in(ada)
    office = signed_in(boss)
    letters()
    office.post(f"/backoffice/accounts/user/{ada.pk}/reset_factors/", {"reason": "Lost phone"})
    assert not ada.authenticator_set.exists()
    assert browser.get("/portal/").status_code == 302
    (letter,) = letters()
    assert "taken away by us" in letter
    with pytest.raises(NotForYourself):
        reset_factors(boss, reason="Lazy", by=boss)
    office.post(f"/backoffice/accounts/user/{ada.pk}/change_email/", {"address": "ada2@example.test"})
    assert User.objects.get(pk=ada.pk).email == "ada2@example.test"
    signed_in(staff("back_office")).post(f"/backoffice/accounts/user/{ada.pk}/reset_factors/", {"reason": "x"})
    assert "FactorsReset" in [event.kind for event in events_about(subject=f"user:{ada.pk}")]


def test_a_forgotten_password_is_answered_the_same_for_everybody_and_opens_no_second_step(ada):
    with_app(ada)
    pages = [
        without_token(Browser().post("/accounts/password/reset/", {"email": address}, follow=True).content.decode())
        for address in (ada.email, "nobody@example.test")
    ]
    assert pages[0] == pages[1]
    (letter,) = letters()
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", letter)[1]
    browser = Browser()
    form = browser.get(link, follow=True)
    browser.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert sent(browser, ada.email, NEW).url == "/accounts/2fa/authenticate/"
    assert any("set anew" in letter for letter in letters())


def test_secrets_move_to_a_new_key(ada, settings):
    with_app(ada)
    old = list(settings.DOCUMENT_KEYS)
    new = "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0="
    settings.DOCUMENT_KEYS = [new, *old]
    assert seal_secrets_anew() == 1
    settings.DOCUMENT_KEYS = [new]
    browser = Browser()
    sent(browser, ada.email)
    assert browser.post("/accounts/2fa/authenticate/", {"code": code_now(ada)}).status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/142.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.5.0", "The program curl"),
        ("", "An unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_has_a_name(agent, words):
    assert in_words(agent) == words
