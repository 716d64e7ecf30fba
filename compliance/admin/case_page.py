"""The work page of a case: the checklist beside the documents, each decision a form that calls its service."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from compliance import selectors
from compliance.domain.case_states import CaseState
from compliance.domain.item_states import ItemState
from compliance.domain.risk import LISTS_OF
from compliance.errors import ComplianceError
from compliance.files import download
from compliance.forms import AcceptForm, DocumentForm
from compliance.models import ChecklistItem, Document, KycCase
from compliance.services.add_document import add_document
from compliance.services.check_item import accept_item, refuse_item
from compliance.services.clear_case import clear_case
from compliance.services.read_document import read_document
from compliance.services.reject_case import reject_case
from compliance.services.reopen_case import reopen_case
from compliance.services.submit_case import submit_case

VIEW, WORK, CLEAR = "compliance.view_kyccase", "compliance.work_on_case", "compliance.clear_case"


@require_GET
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object]) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    case = get_object_or_404(selectors.cases(), pk=int(pk))
    lines = selectors.lines_of(case)
    chosen = _chosen(lines, request.GET.get("item", ""))
    may_check = request.user.has_perm(WORK) and case.state == CaseState.COLLECTING
    context = {
        **site_context,
        "title": case.client.name,
        "case": case,
        "lines": lines,
        "chosen": chosen,
        "risk": case.risk(),
        "lists_of": LISTS_OF,
        "history": selectors.history(case),
        "why_not": why_not(case, request, lines),
        "may_check": may_check,
        "may_decide": may_check and chosen.item.state in {ItemState.PROVIDED, ItemState.ACCEPTED},
        "may_clear": request.user.has_perm(CLEAR),
        "document_form": DocumentForm(),
    }
    return TemplateResponse(request, "compliance/case.html", context)


@require_GET
@permission_required(VIEW, raise_exception=True)
def document_file(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    found = get_object_or_404(Document.objects.select_related("item__case"), pk=document, item__case=pk)
    return download(found, read_document(document=found, by=request.user))


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision, named by the button that was pressed; the answer is the page again, with a sentence on top."""
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise Http404
    permission, decide = VERBS[verb]
    if not request.user.has_perms([VIEW, permission]):
        raise PermissionDenied
    case = get_object_or_404(KycCase.objects.select_related("client"), pk=pk)
    try:
        messages.success(request, decide(request, case))
    except ComplianceError as error:
        messages.error(request, f"Nothing was changed. {error}")
    item = request.POST.get("item", "")
    chosen = f"?item={item}" if item.isdecimal() and verb != "accept" else ""
    return redirect(reverse("admin:compliance_kyccase_change", args=[pk]) + chosen)


def why_not(case: KycCase, request: HttpRequest, lines: list[selectors.Line]) -> str:
    """What the case still needs before this reader can take its next step; empty when nothing."""
    if case.state == CaseState.COLLECTING:
        missing = [line.requirement.title.lower() for line in lines if line.item.state != ItemState.ACCEPTED]
        if missing:
            return f"Can be handed to a second person when these are accepted: {', '.join(missing)}."
    if case.state == CaseState.SUBMITTED:
        if request.user.pk == case.submitted_by_id:
            return "You submitted this case. Somebody else must look at it and clear it."
        if request.user.pk == case.sole_checker_id:
            return "You alone checked its documents. Somebody else must look at them and clear the case."
    return ""


def _chosen(lines: list[selectors.Line], wanted: str) -> selectors.Line:
    """The line that was asked for, else the first that somebody must look at."""
    for line in lines:
        if str(line.item.pk) == wanted:
            return line
    return next((line for line in lines if line.item.state == ItemState.PROVIDED), lines[0])


def _item(request: HttpRequest, case: KycCase) -> ChecklistItem:
    wanted = request.POST.get("item", "")
    if not wanted.isdecimal():
        raise Http404
    return get_object_or_404(ChecklistItem.objects.select_related("case__client"), pk=int(wanted), case=case)


def _accept(request: HttpRequest, case: KycCase) -> str:
    form = AcceptForm(request.POST)
    if not form.is_valid():
        raise ComplianceError("Enter the date until when the document is valid, as 2031-05-02.")
    item = accept_item(item=_item(request, case), by=request.user, **form.cleaned_data)
    return f"Accepted: {item.requirement.title}."


def _refuse(request: HttpRequest, case: KycCase) -> str:
    item = refuse_item(item=_item(request, case), by=request.user, reason=request.POST.get("reason", ""))
    return f"Refused: {item.requirement.title}. The client reads the reason in the portal."


def _add(request: HttpRequest, case: KycCase) -> str:
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        raise ComplianceError(" ".join(form.errors["file"]))
    file = form.cleaned_data["chosen"]
    document = add_document(item=_item(request, case), file=file, name=file.name, by=request.user)
    return f"Received: {document.item.requirement.title}, version {document.version}."


def _submit(request: HttpRequest, case: KycCase) -> str:
    submit_case(case=case, by=request.user)
    return "Handed to a second person."


def _clear(request: HttpRequest, case: KycCase) -> str:
    clear_case(case=case, by=request.user)
    return f"Cleared: {case.client} may invest."


def _reject(request: HttpRequest, case: KycCase) -> str:
    reject_case(case=case, by=request.user, reason=request.POST.get("reason", ""))
    return f"Rejected: {case.client} cannot invest."


def _reopen(request: HttpRequest, case: KycCase) -> str:
    reopen_case(case=case, by=request.user, reason=request.POST.get("reason", ""))
    return "Opened again: documents can be added and decided."


VERBS: dict[str, tuple[str, Callable[[HttpRequest, KycCase], str]]] = {
    "accept": (WORK, _accept),
    "refuse": (WORK, _refuse),
    "add": (WORK, _add),
    "submit": (WORK, _submit),
    "clear": (CLEAR, _clear),
    "reject": (CLEAR, _reject),
    "reopen": (CLEAR, _reopen),
}
