"""The pipeline as a board; the same address answers the page and, to HTMX, the board alone."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from crm.domain.prospect_states import ProspectAction
from crm.errors import CrmError
from crm.models import Prospect
from crm.selectors import board
from crm.services.move_prospect import move_prospect
from fidus.lib import clock

MOVES = {ProspectAction.NEGOTIATE, ProspectAction.STEP_BACK, ProspectAction.REVIVE}


@require_GET
@vary_on_headers("HX-Request")
@permission_required("crm.view_prospect", raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    mine = request.GET.get("owner") == "me"
    context = {
        **site_context,
        "title": "Pipeline",
        "columns": board(request.user if mine else None),
        "mine": mine,
        "today": clock.today(),
        "may_change": request.user.has_perm("crm.work_on_prospect"),
        "may_win": request.user.has_perm("crm.win_prospect"),
    }
    template = "crm/partials/_board.html" if request.htmx else "crm/pipeline.html"
    return TemplateResponse(request, template, context)


@require_POST
@permission_required(["crm.view_prospect", "crm.work_on_prospect"], raise_exception=True)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers by a redirect: to the board, which HTMX follows to the partial, or to the prospect if asked there."""
    prospect = get_object_or_404(Prospect, pk=pk)
    action = request.POST.get("action", "")
    if action not in MOVES:
        raise Http404
    try:
        move_prospect(prospect=prospect, action=ProspectAction(action), by=request.user)
    except CrmError as error:
        messages.error(request, f"Nothing was moved. {error}")
    if request.POST.get("back") == "prospect":
        return redirect("admin:crm_prospect_change", pk)
    response = redirect("admin:crm_pipeline")
    if request.POST.get("owner") == "me":
        response["Location"] += "?owner=me"
    return response
