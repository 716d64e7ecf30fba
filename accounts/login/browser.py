"""The cookie by which a browser is known again; it opens nothing."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.login.domain.devices import KEPT

_NEW = "_new_browser_token"


def token_of(request: HttpRequest) -> str:
    """What the browser brought, empty for one never seen."""
    return str(request.COOKIES.get(settings.BROWSER_COOKIE_NAME, ""))[:128]


def token_for(request: HttpRequest) -> str:
    """What the browser brought, or a new one that goes out with the answer."""
    token = token_of(request) or str(getattr(request, _NEW, ""))
    if not token:
        token = secrets.token_urlsafe(32)
        setattr(request, _NEW, token)
    return token


def send_new(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie where token_for made one."""
    if token := getattr(request, _NEW, ""):
        response.set_cookie(
            settings.BROWSER_COOKIE_NAME,
            token,
            max_age=KEPT,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
