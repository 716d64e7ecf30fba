"""Somebody's notices at a look: by what, of what and when they are told, and what was told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.hooks.domain.kinds import words_of
from accounts.notices.domain.notice_states import DEAD, WAITING
from accounts.notices.errors import NoticesError
from accounts.notices.forms import HabitsForm
from accounts.notices.selectors import channels_of, figure_alerts_of, notices_of, rules_of, timing_of
from accounts.notices.services.propose_channel import MOST
from accounts.notices.services.set_habits import set_habits
from accounts.notices.views.figures import figures_open_to
from accounts.notices.views.whose import for_owners

SHOWN, ON_A_PAGE = 10, 50


@for_owners
def notices(request: HttpRequest) -> HttpResponse:
    """All of the reader's own."""
    channels = list(channels_of(request.user))
    newest = list(notices_of(request.user)[:SHOWN])
    context = {
        "channels": channels,
        "usable": any(channel.state == channel.State.CONFIRMED for channel in channels),
        "may_add": len(channels) < MOST,
        "rules": [{"rule": rule, "words": [words_of(kind) for kind in rule.kinds]} for rule in rules_of(request.user)],
        "alerts": figure_alerts_of(request.user),
        "watchable": bool(figures_open_to(request.user)),
        "timing": timing_of(request.user),
        "notices": newest,
        "waits": any(notice.state == WAITING for notice in newest),
        "only_dead": False,
    }
    template = "notices/partials/_told.html" if request.htmx else "notices/notices.html"
    return render(request, template, context)


@for_owners
def told(request: HttpRequest) -> HttpResponse:
    """Everything that was told, and behind `?state=dead` what did not arrive."""
    rows = notices_of(request.user)
    only_dead = request.GET.get("state") == DEAD
    page = Paginator(rows.filter(state=DEAD) if only_dead else rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"notices": page.object_list, "page": page, "only_dead": only_dead, "all_of_them": True}
    return render(request, "notices/told.html", context)


@for_owners
@require_http_methods(["GET", "POST"])
def habits(request: HttpRequest) -> HttpResponse:
    """When the reader wants to hear."""
    timing = timing_of(request.user)
    initial = {
        "zone": timing.zone,
        "quiet_from": timing.quiet_from,
        "quiet_until": timing.quiet_until,
        "urgent_passes": timing.urgent_passes,
        "daily_at": timing.daily_at,
    }
    form = HabitsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_habits(**form.cleaned_data, by=request.user)
        except NoticesError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your times are kept.")
            return redirect("notices:notices")
    return render(request, "notices/habits.html", {"form": form}, status=422 if form.errors else 200)
