"""What every page asks of a session besides whose it is: how old, how strong, and for some pages how fresh."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from accounts.login.browser import send_new
from accounts.login.domain.visits import FRESH, NOTED_EVERY, is_over
from accounts.login.registry import needs_fresh_factor
from accounts.login.session_dates import BEGAN, SEEN
from accounts.login.strength import has_factor, is_fresh, is_strong
from fidus.lib import clock
from fidus.lib.problem_details import answer_with, is_for_programs

# All that staff without a second factor in their session may do: set one up or give it, or leave.
WITHOUT_FACTOR = frozenset({
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "account_reauthenticate", "account_logout", "admin:logout", "health", "ready",
})  # fmt: skip
# What changes how one gets in: a factor given long ago is asked for again.
CHANGES_LOGIN = frozenset({
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "account_change_password", "login_change_email",
})  # fmt: skip
CHANGES_WITHIN = 5 * 60


class StrongLogin:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        send_new(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        if _ended(request):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        staff = request.user.is_staff
        weak = staff and not is_strong(request)
        request.layout = _layout(weak=weak, staff=staff)
        if weak and name not in WITHOUT_FACTOR:
            return _lead_to_factor(request)
        if name in CHANGES_LOGIN and not is_fresh(request, CHANGES_WITHIN) and has_factor(request.user):
            return _ask_again(request)
        acts = needs_fresh_factor(name) or is_for_programs(request)
        if request.method == "POST" and acts and staff and not is_fresh(request, FRESH):
            return _ask_again(request)
        return None


def _layout(*, weak: bool, staff: bool) -> str:
    if weak:
        return "allauth/layouts/set_up.html"
    return "backoffice/base.html" if staff else "portal/base.html"


def _ended(request: HttpRequest) -> bool:
    """Signs out a session that is over; otherwise notes now and then that it is used."""
    session, now = request.session, time.time()
    if is_over(staff=request.user.is_staff, began_at=session.get(BEGAN), seen_at=session.get(SEEN), now=now):
        logout(request)
        messages.info(request, "You were signed out because the session was too old or unused for too long.")
        return True
    if now - session[SEEN] > NOTED_EVERY:
        session[SEEN] = now
        seen = UserSession.objects.filter(session_key=session.session_key)
        seen.update(last_seen_at=clock.now(), ip=get_adapter().get_client_ip(request))
    return False


def _lead_to_factor(request: HttpRequest) -> HttpResponse:
    if is_for_programs(request):
        return _no_page()
    if has_factor(request.user):
        return _ask_again(request)
    return _go(request, reverse("mfa_index"))


def _ask_again(request: HttpRequest) -> HttpResponse:
    """To the question for a factor, and back; what was sent goes along, unless a part of a page sent it."""
    if is_for_programs(request):
        return _no_page()
    address = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    if request.htmx:
        page = request.htmx.current_url_abs_path or reverse("home")
        return _go(request, f"{address}?{urlencode({REDIRECT_FIELD_NAME: page})}")
    response: HttpResponse = suspend_request(request, address)
    return response


def _no_page() -> HttpResponse:
    """A program cannot be led anywhere; a person behind one gives their factor on any page of the office."""
    return answer_with(403, "second-factor-needed", "Give your second factor on a page of the office, then call again.")


def _go(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)
