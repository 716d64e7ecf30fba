"""A prospect's own page, and the forms to note something, to win and to lose."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import AccountsError
from compliance.domain.checklists import CHECKLISTS
from crm.domain.prospect_states import ProspectAction
from crm.errors import CrmError
from crm.forms import LoseForm, NoteForm
from crm.models import Prospect
from crm.services.lose_prospect import lose_prospect
from crm.services.note_prospect import note_prospect
from crm.services.win_prospect import win_prospect

VIEW, WORK, WIN = "crm.view_prospect", "crm.work_on_prospect", "crm.win_prospect"


@require_GET
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object]) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    return _page(request, _prospect(int(pk)), site_context)


@require_POST
@permission_required([VIEW, WORK], raise_exception=True)
def note(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    prospect = _prospect(pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, prospect, site_context, note_form=form)
    note_prospect(prospect=prospect, by=request.user, **form.cleaned_data)
    return redirect("admin:crm_prospect_change", pk)


@require_http_methods(["GET", "POST"])
@permission_required([VIEW, WIN], raise_exception=True)
def win(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    """What will happen, then it happens; a second press ends on the same client."""
    prospect = _prospect(pk)
    wrong = ""
    if request.method == "POST":
        try:
            prospect = win_prospect(prospect=prospect, by=request.user)
        except (CrmError, AccountsError) as error:
            wrong = str(error)
        else:
            messages.success(request, f"{prospect.name} is client {prospect.client.number} now, and invited.")
            return redirect("admin:crm_prospect_change", pk)
    elif not prospect.may(ProspectAction.WIN):
        return redirect("admin:crm_prospect_change", pk)
    context = {
        **site_context,
        "title": f"Win {prospect.name}",
        "prospect": prospect,
        "checklist": CHECKLISTS[prospect.kind],
        "wrong": wrong,
    }
    return TemplateResponse(request, "crm/win.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@permission_required([VIEW, WORK], raise_exception=True)
def lose(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    prospect = _prospect(pk)
    form = LoseForm(request.POST or None)
    if form.is_valid():
        try:
            lose_prospect(prospect=prospect, by=request.user, **form.cleaned_data)
        except CrmError as error:
            form.add_error("reason", str(error))
        else:
            return redirect("admin:crm_pipeline")
    elif not form.is_bound and not prospect.may(ProspectAction.LOSE):
        return redirect("admin:crm_prospect_change", pk)
    context = {**site_context, "title": f"Lose {prospect.name}", "prospect": prospect, "form": form}
    return TemplateResponse(request, "crm/lose.html", context, status=422 if form.errors else 200)


def _prospect(pk: int) -> Prospect:
    return get_object_or_404(Prospect.objects.select_related("owner", "client__kyc_case"), pk=pk)


def _page(
    request: HttpRequest, prospect: Prospect, site_context: dict[str, object], note_form: NoteForm | None = None
) -> HttpResponse:
    context = {
        **site_context,
        "title": prospect.name,
        "prospect": prospect,
        "notes": prospect.notes.select_related("written_by"),
        "note_form": note_form
        or NoteForm(initial={"follow_up_on": prospect.follow_up_on, "follow_up_note": prospect.follow_up_note}),
        "may_change": request.user.has_perm(WORK),
        "may_win": request.user.has_perm(WIN),
    }
    return TemplateResponse(request, "crm/prospect.html", context, status=422 if note_form else 200)
