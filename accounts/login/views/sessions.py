"""Where somebody is signed in, and how they end it there."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.events import of_user
from accounts.login.browser import token_of
from accounts.login.domain.devices import in_words
from accounts.login.events import SessionsEnded
from accounts.login.models import KnownDevice
from accounts.login.services.know_device import hash_of
from accounts.models import User
from accounts.trail.api import record


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The list; sent, it ends all others, those we do not know of, too."""
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
    with transaction.atomic():
        session.end()
        record(SessionsEnded(subject=of_user(request.user.pk), client=None, count=1), by=request.user)
    messages.success(request, f"{words} is signed out.")
    return redirect("usersessions_list")


@transaction.atomic
def end_others(request: HttpRequest) -> None:
    """Every fingerprint but this session's is out of date from now on."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    count = others.count()
    for session in others:
        session.end()
    User.objects.filter(pk=request.user.pk).update(session_round=F("session_round") + 1)
    request.user.refresh_from_db(fields=["session_round"])
    here = UserSession.objects.filter(session_key=request.session.session_key).first()
    update_session_auth_hash(request, request.user)
    if here is not None:
        # The session has a new key now; its row goes with it.
        UserSession.objects.filter(pk=here.pk).update(session_key=request.session.session_key)
    record(SessionsEnded(subject=of_user(request.user.pk), client=None, count=count), by=request.user)
