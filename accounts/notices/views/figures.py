"""Alerts of somebody's own on figures that they may see."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.notices import registry
from accounts.notices.errors import NoticesError
from accounts.notices.forms import FigureForm
from accounts.notices.registry import Figure
from accounts.notices.selectors import figure_alerts_of, usable_channels
from accounts.notices.services.make_figure_alert import make_figure_alert, move_figure_alert
from accounts.notices.views.whose import do, for_owners

_DONE = {"switch_off": "It is off.", "switch_on": "It is watched.", "remove": "It is removed."}


def figures_open_to(user: User) -> dict[str, Figure]:
    """The figures of which this person may watch anything."""
    return {key: figure for key, figure in registry.figures().items() if figure.choices(user)}


@for_owners
def choose_figure(request: HttpRequest) -> HttpResponse:
    """Which figure it is to be."""
    context = {"figures": figures_open_to(request.user), "usable": usable_channels(request.user).exists()}
    return render(request, "notices/choose_figure.html", context)


@for_owners
@require_http_methods(["GET", "POST"])
def new_alert(request: HttpRequest, figure: str) -> HttpResponse:
    """Of what, and at which threshold."""
    open_to = figures_open_to(request.user)
    if figure not in open_to:
        raise Http404
    form = FigureForm(request.POST or None, user=request.user, figure=figure)
    if request.method == "POST" and form.is_valid():
        try:
            make_figure_alert(figure=figure, **form.cleaned_data, by=request.user)
        except NoticesError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is watched.")
            return redirect("notices:notices")
    context = {"form": form, "figure": open_to[figure], "usable": usable_channels(request.user).exists()}
    return render(request, "notices/new_alert.html", context, status=422 if form.errors else 200)


@for_owners
@require_POST
def move_alert(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Switch it off and on, or remove it."""
    found = get_object_or_404(figure_alerts_of(request.user), pk=pk)
    return do(request, lambda: move_figure_alert(found, action, by=request.user), _DONE[action], "notices:notices")
