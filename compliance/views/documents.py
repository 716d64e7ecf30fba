"""The portal's page of documents: what is needed, what was sent, and sending it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.selectors import clients_of
from accounts.views.portal import client_required
from compliance.errors import ComplianceError
from compliance.files import download
from compliance.forms import DeclarationForm, DocumentForm
from compliance.models import ChecklistItem, Document, KycCase
from compliance.selectors import cases_of, lines_of
from compliance.services.add_document import add_document
from compliance.services.declare_office import declare_office
from compliance.services.read_document import read_document


@require_GET
@client_required
def documents(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@client_required
def send_document(request: HttpRequest, item: int) -> HttpResponse:
    line = get_object_or_404(ChecklistItem, pk=item, case__client__in=clients_of(request.user))
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["chosen"]
        try:
            document = add_document(item=line, file=file, name=file.name, by=request.user)
        except ComplianceError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, f"Received: {document.item.requirement.title}. We check it and tell you here.")
            return redirect("portal:documents")
    return _page(request, wrong=line.pk, form=form)


@require_POST
@client_required
def declare(request: HttpRequest, case: int) -> HttpResponse:
    own = get_object_or_404(KycCase, pk=case, client__in=clients_of(request.user))
    form = DeclarationForm(request.POST)
    if form.is_valid():
        try:
            declare_office(case=own, by=request.user, **form.cleaned_data)
        except ComplianceError as error:
            form.add_error("explanation", str(error))
        else:
            messages.success(request, "Received: your declaration.")
            return redirect("portal:documents")
    return _page(request, wrong=own.items.get(code="declaration").pk, form=form)


@require_GET
@client_required
def document_file(request: HttpRequest, document: int) -> HttpResponse:
    own = get_object_or_404(
        Document.objects.select_related("item__case"), pk=document, item__case__client__in=clients_of(request.user)
    )
    return download(own, read_document(document=own, by=request.user))


def _page(
    request: HttpRequest, wrong: int | None = None, form: DocumentForm | DeclarationForm | None = None
) -> HttpResponse:
    """All of the reader's cases; `form` with its errors stands at the line it was sent for."""
    clients = clients_of(request.user)
    cases = [
        {
            "case": case,
            "lines": [
                {
                    "line": line,
                    "open": case.state == "collecting" and line.item.state != "accepted",
                    "form": form if line.item.pk == wrong else _empty_form(line.requirement.needs, line.item.pk),
                }
                for line in lines_of(case)
            ],
        }
        for case in cases_of(clients)
    ]
    for each in cases:
        each["missing"] = sum(line["line"].item.state in {"open", "refused"} for line in each["lines"])
        each["accepted"] = sum(line["line"].item.state == "accepted" for line in each["lines"])
    context = {"cases": cases, "several": len(cases) > 1}
    return render(request, "compliance/documents.html", context, status=422 if form else 200)


def _empty_form(needs: str, item: int) -> DocumentForm | DeclarationForm:
    if needs == "declaration":
        return DeclarationForm(auto_id=f"declare-{item}-%s")
    return DocumentForm(auto_id=f"send-{item}-%s")
