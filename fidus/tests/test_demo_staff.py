"""The demo's people sign in with two steps like everybody, and their codes can be had."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client as Browser

from accounts.login.services.demo_code import demo_code
from accounts.login.services.use_code import use_code
from accounts.login.tests.scenes import sent, with_app
from accounts.tests.people import staff
from fidus.demo.staff import person, take_on

EMAIL = "petra.officer@fidus.example"


@pytest.fixture
def petra(db, settings):
    settings.DEMO = True
    return take_on(email=EMAIL, name="Petra Officer", role="back_office", by=None)


def test_somebody_of_the_demo_is_let_in_with_the_code_that_the_page_shows(petra):
    browser = Browser()
    step = sent(browser, EMAIL, petra.password)
    code = demo_code(person(EMAIL))
    assert code in browser.get(step.url).content.decode()
    browser.post(step.url, {"code": code})
    assert browser.get("/backoffice/").status_code == 200


def test_the_next_code_is_offered_once_one_was_used(petra, capsys):
    first = demo_code(person(EMAIL))
    assert use_code(person(EMAIL), first)
    call_command("demo_code", EMAIL)
    second = capsys.readouterr().out.strip()
    assert second != first
    assert use_code(person(EMAIL), second)


def test_nobody_elses_code_is_ever_shown(petra, settings):
    real = with_app(staff(email="real@example.test"))
    assert demo_code(real) is None
    with pytest.raises(CommandError, match="no second step that the demo made"):
        call_command("demo_code", real.email)
    settings.DEMO = False
    with pytest.raises(CommandError, match="not the demo"):
        call_command("demo_code", EMAIL)
    browser = Browser()
    step = sent(browser, EMAIL, petra.password)
    assert demo_code(person(EMAIL)) not in browser.get(step.url).content.decode()


def test_a_client_of_the_demo_may_have_none_yet(db):
    login = take_on(email="theo.desk@fidus.example", name="Theo Desk", role="trader", by=None, second_step=False)
    assert login.secret == ""
    assert not Authenticator.objects.exists()
