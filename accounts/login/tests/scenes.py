"""People who sign in by the real pages, with an app on their phone."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client as Browser

from accounts.login.models import UsedStep
from accounts.models import User
from accounts.tests.people import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)


def with_app(user: User, secret: str = SECRET) -> User:
    """The same person, who has set up an authenticator app."""
    TOTP.activate(user, secret)
    return user


def code_now(user: User | None = None, secret: str = SECRET, *, ahead: int = 0) -> str:
    """What the app shows; the person's used codes are forgotten, so that a test need not wait for the next."""
    if user is not None:
        UsedStep.objects.filter(user=user).delete()
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


def sent(browser: Browser, email: str, password: str = PASSWORD, **headers: str):
    return browser.post("/accounts/login/", {"login": email, "password": password}, **headers)


def signed_in(user: User, browser: Browser | None = None, **headers: str) -> Browser:
    """A browser in which the person has given password and code; they get an app if they have none."""
    browser = browser or Browser(**headers)
    if not user.authenticator_set.filter(type="totp").exists():
        with_app(user)
    answer = sent(browser, user.email)
    assert answer.url == "/accounts/2fa/authenticate/", answer
    answer = browser.post("/accounts/2fa/authenticate/", {"code": code_now(user)})
    assert answer.status_code == 302, answer.content.decode()
    return browser
