"""When somebody has come in, by whatever door: the session is dated, and the browser is known from then on."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.login.browser import token_for
from accounts.login.services.know_device import know_device
from accounts.login.session_dates import date_session
from accounts.login.strength import SECOND_FACTORS, note_factor
from accounts.models import User


@receiver(user_logged_in)
def _logged_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    if request is None or not hasattr(request, "session"):
        return
    date_session(request.session, time.time())
    # A request that came over no network (made by a program) is no browser.
    if "REMOTE_ADDR" in request.META:
        agent = request.META.get("HTTP_USER_AGENT", "")
        address = get_adapter().get_client_ip(request)
        # Every door's sessions are listed, so that their owner can end them; allauth lists its own door's alone.
        UserSession.objects.create_from_request(request)
        know_device(user, token=token_for(request), user_agent=agent, address=address)


@receiver(authentication_step_completed)
def _shown_again(request: HttpRequest, user: User, *, reauthenticated: bool = False, **kwargs: Any) -> None:
    """A key that was copied before is worth nothing after; the session keeps its place in its owner's list."""
    if not reauthenticated:
        return
    known = UserSession.objects.filter(session_key=request.session.session_key)
    kept = list(known.values_list("pk", flat=True))
    request.session.cycle_key()
    UserSession.objects.filter(pk__in=kept).update(session_key=request.session.session_key)


@receiver(authenticator_added)
def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Whoever sets one up has just shown that they hold it."""
    if authenticator.type in SECOND_FACTORS:
        note_factor(request, user, authenticator)
