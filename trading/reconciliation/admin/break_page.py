"""One difference: both figures, why it may be, what was decided of it, and the proof that it is over."""

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from accounts.trail.api import events_about
from trading.reconciliation.models import Break

LOOKS = {"suspected": "waiting", "open": "failed", "accepted": "now", "cleared": "passed"}


@require_GET
@permission_required("reconciliation.view_break", raise_exception=True)
def show(
    request: HttpRequest,
    pk: str,
    site_context: dict[str, object],
    *,
    deeds_of: Callable[[HttpRequest, Break], list[dict[str, object]]],
) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    broken = get_object_or_404(Break.objects.select_related("account"), pk=int(pk))
    acceptances = list(broken.acceptances.select_related("proposed_by", "decided_by", "of_break__account"))
    context = {
        **site_context,
        "title": str(broken),
        "broken": broken,
        "figures": {
            "ours": broken.shown(broken.ours),
            "theirs": broken.shown(broken.theirs),
            "difference": broken.shown(broken.difference),
            "agreed": broken.shown(broken.agreed_figure),
        },
        "looks": LOOKS[broken.state],
        "deeds": deeds_of(request, broken),
        "acceptances": [(one, broken.shown(one.difference), broken.shown(one.band)) for one in acceptances],
        "events": events_about(subject=broken.name, limit=30),
    }
    return TemplateResponse(request, "reconciliation/break.html", context)
