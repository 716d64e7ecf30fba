"""Logins, logouts and failed logins go on the trail, whatever door they came through."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.events import LoggedIn, LoggedOut, LoginFailed, of_user
from accounts.models import User
from accounts.trail.api import record


@receiver(user_logged_in)
def _logged_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    with transaction.atomic():
        record(LoggedIn(subject=of_user(user.pk), client=None, address=_address(request)), by=user)


@receiver(user_logged_out)
def _logged_out(request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        with transaction.atomic():
            record(LoggedOut(subject=of_user(user.pk), client=None, address=_address(request)), by=user)


@receiver(user_login_failed)
def _login_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Under the person's own subject where the address is known, so that an attack shows in their history."""
    email = str(credentials.get("email") or credentials.get("username") or "")[:254].replace("\0", "").lower()
    user = User.objects.filter(email=email).first()
    subject = of_user(user.pk) if user else "login"
    with transaction.atomic():
        record(LoginFailed(subject=subject, client=None, email=email, address=_address(request)), by=None)


def _address(request: HttpRequest | None) -> str:
    """As many proxies back as are ours (PROXY_COUNT); a request that came over no network has none."""
    if request is None or "REMOTE_ADDR" not in request.META:
        return ""
    return str(get_adapter().get_client_ip(request))
