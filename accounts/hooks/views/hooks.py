"""Somebody's own webhooks: make one, see what became of its messages, switch it off."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.hooks.domain.kinds import heading_of, words_of
from accounts.hooks.domain.message_states import AGAIN, DEAD, DELIVERED
from accounts.hooks.errors import HooksError
from accounts.hooks.forms import ChangeHookForm, NewHookForm
from accounts.hooks.gates import may_have_hooks
from accounts.hooks.kinds import grouped
from accounts.hooks.models import Hook
from accounts.hooks.selectors import hooks_of
from accounts.hooks.services.change_hook import change_hook
from accounts.hooks.services.make_hook import MOST, make_hook
from accounts.hooks.services.move_hook import move_hook
from accounts.hooks.services.rotate_secret import rotate_secret
from accounts.hooks.services.send_again import send_again
from accounts.hooks.services.send_test import send_test

SHOWN = 50
View = Callable[..., HttpResponse]


def for_owners(view: View) -> View:
    """Only for whoever may have webhooks, and never kept by a browser."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_have_hooks(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(login_required(asked))


@for_owners
def hooks(request: HttpRequest) -> HttpResponse:
    """All of the reader's own."""
    found = hooks_of(request.user)
    return render(request, "hooks/hooks.html", {"hooks": found, "may_add": len(found) < MOST, "most": MOST})


@for_owners
@require_http_methods(["GET", "POST"])
@reauthentication_required
def new_hook(request: HttpRequest) -> HttpResponse:
    """The secret of the new one stands in the answer alone."""
    form = NewHookForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_hook(**form.cleaned_data, by=request.user)
        except HooksError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _told_once(request, made.hook, made.secret)
    return render(request, "hooks/new_hook.html", {"form": form}, status=422 if form.errors else 200)


@for_owners
def hook(request: HttpRequest, pk: int) -> HttpResponse:
    """One with its newest messages, and all its dead letters at once behind `?state=dead`."""
    found = get_object_or_404(hooks_of(request.user), pk=pk)
    only_dead = request.GET.get("state") == DEAD
    rows = found.messages.filter(state=DEAD) if only_dead else found.messages.all()
    context = {
        "hook": found,
        "groups": [
            (heading_of(address), [words_of(kind) for kind in kinds]) for address, kinds in grouped(found.kinds).items()
        ],
        "rows": [
            {"message": one, "words": words_of(one.kind), "again": one.state in AGAIN and one.state != DELIVERED}
            for one in rows[:SHOWN]
        ],
        "only_dead": only_dead,
        "shown": SHOWN,
    }
    template = "hooks/partials/_messages.html" if request.htmx else "hooks/hook.html"
    return render(request, template, context)


@for_owners
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What it hears of."""
    found = get_object_or_404(hooks_of(request.user), pk=pk)
    form = ChangeHookForm(
        request.POST or None, user=request.user, chosen=found.kinds, initial={"environment": found.environment}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_hook(found, **form.cleaned_data, by=request.user)
        except HooksError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found} hears of what you chose.")
            return redirect("hooks:hook", pk)
    return render(request, "hooks/change_hook.html", {"hook": found, "form": form}, status=422 if form.errors else 200)


@for_owners
@require_POST
@reauthentication_required
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret; the old one signs beside it for a day."""
    found = get_object_or_404(hooks_of(request.user), pk=pk)
    try:
        secret = rotate_secret(found, by=request.user)
    except HooksError as refusal:
        messages.error(request, str(refusal))
        return redirect("hooks:hook", pk)
    return _told_once(request, found, secret)


@for_owners
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """A message of no event, to see whether it arrives."""
    return _do(request, pk, lambda found: send_test(found, by=request.user), "A test message is on its way.")


@for_owners
@require_POST
def move(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Switch it on or off, or remove it."""
    done = {"switch_on": "It is on.", "switch_off": "It is off.", "remove": "It is removed."}[action]
    found = get_object_or_404(hooks_of(request.user), pk=pk)
    try:
        move_hook(found, action, by=request.user)
        messages.success(request, done)
    except HooksError as refusal:
        messages.error(request, str(refusal))
    return redirect("hooks:hooks") if action == "remove" else redirect("hooks:hook", pk)


@for_owners
@require_POST
def again(request: HttpRequest, pk: int, message: int | None = None) -> HttpResponse:
    """Send one message again, or all dead letters."""

    def perform(found: Hook) -> None:
        chosen = found.messages.filter(state=DEAD) if message is None else found.messages.filter(pk=message)
        send_again(found, chosen, by=request.user)

    return _do(request, pk, perform, "What was not delivered is on its way again.")


def _do(request: HttpRequest, pk: int, perform: Callable[[Hook], Any], done: str) -> HttpResponse:
    found = get_object_or_404(hooks_of(request.user), pk=pk)
    try:
        perform(found)
        messages.success(request, done)
    except HooksError as refusal:
        messages.error(request, str(refusal))
    return redirect("hooks:hook", pk)


def _told_once(request: HttpRequest, made: Hook, secret: str) -> HttpResponse:
    context = {"hook": made, "words": f"This is the secret by which {made} is signed.", "secret": secret}
    return render(request, "hooks/told_once.html", context)
