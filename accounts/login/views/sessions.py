"""Where somebody is signed in, and how they end it there."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.login.browser import token_of
from accounts.login.domain.devices import in_words
from accounts.login.models import KnownDevice
from accounts.login.services.end_sessions import end_sessions
from accounts.login.services.know_device import hash_of


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The list; sent, it ends all others."""
    if request.method == "POST":
        end_others(request)
        messages.success(request, "You are signed in nowhere else any more.")
        return redirect("usersessions_list")
    found = UserSession.objects.purge_and_list(request.user)
    lines = [
        {"session": one, "words": in_words(one.user_agent), "here": one.is_current()}
        for one in sorted(found, key=lambda one: (not one.is_current(), -one.last_seen_at.timestamp()))
    ]
    context = {
        "lines": lines,
        "devices": KnownDevice.objects.filter(user=request.user),
        "this_browser": hash_of(token_of(request)),
    }
    return render(request, "usersessions/usersession_list.html", context)


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        return redirect("account_logout")
    words = in_words(session.user_agent)
    end_sessions([session], by=request.user)
    messages.success(request, f"{words} is signed out.")
    return redirect("usersessions_list")


def end_others(request: HttpRequest) -> None:
    """All sessions but this one."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    end_sessions(others, by=request.user)
