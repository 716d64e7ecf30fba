"""The client's statements: the list by month, and the file after the password was entered once more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.password_again import PasswordAgainForm
from accounts.views.portal import client_required
from funds.models import Statement
from funds.selectors.statements import closing_of, statement_lines
from funds.services.download_statement import download_statement
from funds.statements.errors import StatementRefused
from funds.statements.pdf_response import pdf_response


class PasswordForm(PasswordAgainForm):
    because = "Asked again because a statement shows everything. The download is noted in the audit trail."
    refused = "Nothing was downloaded."


@require_GET
@client_required
def statements(request: HttpRequest) -> HttpResponse:
    own = Statement.objects.filter(client=request.client).order_by("-month", "-revision")
    return render(request, "funds/portal/statements.html", {"lines": statement_lines(own), "client": request.client})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@client_required
def statement_download(request: HttpRequest, number: str) -> HttpResponse:
    statement = get_object_or_404(Statement, number=number, client__in=request.clients)
    form = PasswordForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            pdf = download_statement(statement=statement, by=request.user)
        except StatementRefused as refused:
            form.add_error(None, f"{refused} Please tell us; no money is affected.")
        else:
            return pdf_response(pdf, name=statement.number)
    context = {"statement": statement, "closing": closing_of(statement), "form": form}
    return render(request, "funds/portal/statement_download.html", context, status=422 if form.errors else 200)
