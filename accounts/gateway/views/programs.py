"""What may act for somebody: programs they agreed to, keys they made, programs of their own."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gateway.domain.scopes import explained
from accounts.gateway.errors import GatewayError
from accounts.gateway.forms import NewKeyForm
from accounts.gateway.models import ApiKey, Lending, Program
from accounts.gateway.services.change_secret import change_secret
from accounts.gateway.services.end_lending import end_lending
from accounts.gateway.services.make_key import make_key
from accounts.gateway.services.revoke_key import revoke_key
from accounts.models import User
from fidus.lib import clock


@never_cache
@login_required
def programs(request: HttpRequest) -> HttpResponse:
    """Everything that may act for the reader now, and how to end it."""
    now, words = clock.now(), explained()
    lendings = Lending.objects.filter(user=request.user, ended_at__isnull=True, until__gt=now)
    keys = ApiKey.objects.filter(user=request.user, revoked_at__isnull=True)
    context = {
        "lendings": [
            {"lending": one, "words": [words.get(scope, scope) for scope in one.scopes]}
            for one in lendings.select_related("program__application")
        ],
        "keys": [{"key": key, "is_over": key.expires_at <= now} for key in keys],
        "own": Program.objects.filter(
            application__user=request.user, application__authorization_grant_type="client-credentials"
        ).select_related("application"),
    }
    return render(request, "gateway/programs.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required
def new_key(request: HttpRequest) -> HttpResponse:
    """The new key stands in the answer alone."""
    form = NewKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_key(**form.given(), by=request.user)
        except GatewayError as refusal:
            form.add_error(None, str(refusal))
        else:
            told = {"words": f"This is your key {made.key.label}.", "secret": made.text}
            return render(request, "gateway/told_once.html", told)
    return render(request, "gateway/new_key.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_POST
@login_required
@reauthentication_required
def new_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a program that acts as the reader; its old secret is good for nothing from now on."""
    program = get_object_or_404(Program.objects.filter(application__user=request.user), pk=pk)
    try:
        secret = change_secret(program, by=request.user)
    except GatewayError as refusal:
        messages.error(request, str(refusal))
        return redirect("oauth:programs")
    words = f"This is the secret of {program}; its client id is {program.application.client_id}."
    return render(request, "gateway/told_once.html", {"words": words, "secret": secret})


@require_POST
@login_required
def end_program(request: HttpRequest, pk: int) -> HttpResponse:
    """The program can do nothing for the reader from now on."""
    lending = get_object_or_404(Lending, pk=pk, user=request.user)
    return _end(
        request, lambda by: end_lending(lending, why="the person ended it", by=by), f"{lending.program} is out."
    )


@require_POST
@login_required
def end_key(request: HttpRequest, pk: int) -> HttpResponse:
    """The key opens nothing from now on."""
    key = get_object_or_404(ApiKey, pk=pk, user=request.user)
    return _end(request, lambda by: revoke_key(key, why="the person revoked it", by=by), f"{key} is revoked.")


def _end(request: HttpRequest, perform: Callable[[User], Any], done: str) -> HttpResponse:
    try:
        perform(request.user)
        messages.success(request, done)
    except GatewayError as refusal:
        messages.info(request, str(refusal))
    return redirect("oauth:programs")
