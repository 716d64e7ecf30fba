"""By what somebody is told: propose a channel, show that it reaches them, pause and remove it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.notices.domain.channel_states import PAUSED
from accounts.notices.domain.notice_states import DEAD, WAITING
from accounts.notices.domain.ways import EMAIL, WAYS
from accounts.notices.errors import NoticesError
from accounts.notices.forms import ChannelForm, CodeForm
from accounts.notices.selectors import channels_of
from accounts.notices.services import send_code as sending
from accounts.notices.services.confirm_channel import confirm_channel
from accounts.notices.services.move_channel import move_channel
from accounts.notices.services.propose_channel import propose_channel
from accounts.notices.services.send_again import send_again
from accounts.notices.services.send_test import send_test
from accounts.notices.views.whose import do, for_owners

SHOWN = 30


@for_owners
def choose_way(request: HttpRequest) -> HttpResponse:
    """Which way it is to be."""
    has_mail = channels_of(request.user).filter(way=EMAIL).exists()
    ways = {name: way for name, way in WAYS.items() if name != EMAIL or not has_mail}
    return render(request, "notices/choose_way.html", {"ways": ways})


@for_owners
@require_http_methods(["GET", "POST"])
@reauthentication_required
def new_channel(request: HttpRequest, way: str) -> HttpResponse:
    """What the way asks for; a code is sent by it then."""
    if way not in WAYS:
        raise Http404
    form = ChannelForm(request.POST or None, way=way)
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_channel(way=way, **form.cleaned_data, by=request.user)
        except NoticesError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is in use." if way == EMAIL else "A code is on its way to you.")
            return redirect("notices:channel", made.pk)
    context = {"form": form, "way": WAYS[way], "by_mail": way == EMAIL}
    return render(request, "notices/new_channel.html", context, status=422 if form.errors else 200)


@for_owners
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """One with its newest notices, and what did not arrive behind `?state=dead`."""
    return _shown(request, pk, CodeForm())


@for_owners
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The code that came."""
    found = get_object_or_404(channels_of(request.user), pk=pk)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            confirm_channel(found, code=form.cleaned_data["code"], by=request.user)
        except NoticesError as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, "It reaches you, and is in use.")
            return redirect("notices:channel", pk)
    return _shown(request, pk, form)


@for_owners
@require_POST
def send_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Another code; the old one is good no more."""
    found = get_object_or_404(channels_of(request.user), pk=pk)
    done = "A code is on its way to you."
    return do(request, lambda: sending.send_code(found, by=request.user), done, "notices:channel", pk)


@for_owners
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice of nothing, to see whether it arrives."""
    found = get_object_or_404(channels_of(request.user), pk=pk)
    return do(request, lambda: send_test(found, by=request.user), "A test is on its way.", "notices:channel", pk)


@for_owners
@require_POST
def move(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Pause it, or remove it."""
    found = get_object_or_404(channels_of(request.user), pk=pk)
    done = {"pause": "It is paused.", "remove": "It is removed."}[action]
    where = ("notices:notices",) if action == "remove" else ("notices:channel", pk)
    return do(request, lambda: move_channel(found, action, by=request.user), done, *where)


@for_owners
@require_POST
@reauthentication_required
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Use it again: whoever has only a browser that was left open cannot have things sent to them."""
    found = get_object_or_404(channels_of(request.user), pk=pk)
    done = "It is in use."
    return do(request, lambda: move_channel(found, "resume", by=request.user), done, "notices:channel", pk)


@for_owners
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """What did not arrive is sent once more."""
    found = get_object_or_404(channels_of(request.user), pk=pk)

    def perform() -> None:
        send_again(found, found.notices.filter(state=DEAD), by=request.user)

    return do(request, perform, "What did not arrive is on its way again.", "notices:channel", pk)


def _shown(request: HttpRequest, pk: int, form: CodeForm) -> HttpResponse:
    found = get_object_or_404(channels_of(request.user), pk=pk)
    rows = list(found.notices.order_by("-pk")[:SHOWN])
    context = {
        "channel": found,
        "form": form,
        "notices": rows,
        "waits": any(row.state == WAITING for row in rows),
        "by_mail": found.way == EMAIL,
        "fails": found.state == PAUSED and found.failing_since is not None,
    }
    template = "notices/partials/_told.html" if request.htmx else "notices/channel.html"
    return render(request, template, context, status=422 if form.errors else 200)
