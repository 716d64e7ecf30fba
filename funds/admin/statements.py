"""The archive of statements by client and month: read, download, check, issue, correct."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import instant, money, size
from funds.admin.statement_forms import IssueStatementForm
from funds.models import Statement
from funds.selectors.statements import closing_of
from funds.services.download_statement import download_statement
from funds.services.issue_statement import issue_statement
from funds.services.reproduce_statement import Reproduction, reproduce_statement
from funds.statements.errors import FiguresChanged, StatementRefused
from funds.statements.pdf_response import pdf_response


class CorrectedFilter(admin.SimpleListFilter):
    title, parameter_name = "standing", "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("current", "In force"), ("replaced", "Replaced"), ("correction", "Corrections")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Statement]) -> QuerySet[Statement]:
        match self.value():
            case "current":
                return queryset.filter(superseded_by__isnull=True)
            case "replaced":
                return queryset.filter(superseded_by__isnull=False)
            case "correction":
                return queryset.filter(corrects__isnull=False)
        return queryset


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    list_display = ["number", "client", "month_name", "closing", "issued", "standing", "file_size"]
    list_filter = [CorrectedFilter, "month"]
    search_fields = ["number", "client__name", "client__number"]
    date_hierarchy = "month"
    list_select_related = ["client", "superseded_by"]
    fields = [
        "client", "month_name", "closing", "standing", "issued", "issued_by", "known_at",
        "figures_hash", "file_hash", "file_size", "layout",
    ]  # fmt: skip
    change_list_template = "funds/statements/change_list.html"
    change_form_template = "funds/statements/change_form.html"

    @admin.display(description="Month", ordering="month")
    def month_name(self, statement: Statement) -> str:
        return f"{statement.month:%B %Y}"

    @admin.display(description="Issued", ordering="issued_at")
    def issued(self, statement: Statement) -> str:
        return instant(statement.issued_at)

    @admin.display(description="File")
    def file_size(self, statement: Statement) -> str:
        return size(statement.size)

    @admin.display(description="SHA-256 of the figures")
    def figures_hash(self, statement: Statement) -> str:
        return statement.figures_sha256

    @admin.display(description="SHA-256 of the file")
    def file_hash(self, statement: Statement) -> str:
        return statement.file_sha256

    @admin.display(description="Closing value")
    def closing(self, statement: Statement) -> str:
        return format_html_join(mark_safe("<br>"), "{}", ((money(value),) for value in closing_of(statement)))

    @admin.display(description="Standing")
    def standing(self, statement: Statement) -> str:
        if statement.replaced_by:
            return f"Replaced by {statement.replaced_by.number}"
        return "Correction, in force" if statement.corrects_id else "In force"

    def get_fields(self, request: HttpRequest, obj: Statement | None = None) -> list[str]:
        return [*self.fields, "correction"] if obj and obj.correction else list(self.fields)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("issue/", view(self.issue), name="funds_statement_issue"),
            path("<int:pk>/download/", view(self.download), name="funds_statement_download"),
            path("<int:pk>/reproduce/", view(self.reproduce), name="funds_statement_reproduce"),
            *super().get_urls(),
        ]

    def issue(self, request: HttpRequest) -> HttpResponse:
        """The form; a month that changed since asks for the correction before one is issued."""
        if not request.user.has_perm("funds.issue_statement"):
            raise PermissionDenied
        form = IssueStatementForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            asked = form.cleaned_data
            try:
                statement = issue_statement(
                    client=asked["client"], month=asked["month"], by=request.user, correct=asked["correct"]
                )
            except FiguresChanged as changed:
                form.add_error("correct", str(changed))
            except StatementRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"Statement {statement.number} stands in the archive.")
                return redirect("admin:funds_statement_change", statement.pk)
        context = {**self.admin_site.each_context(request), "title": "Issue a statement", "form": form}
        status = 422 if form.errors else 200
        return TemplateResponse(request, "funds/statements/issue.html", context, status=status)

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        statement = self._posted(request, pk, "funds.download_statement")
        try:
            return pdf_response(download_statement(statement=statement, by=request.user), name=statement.number)
        except StatementRefused as refused:
            messages.error(request, str(refused))
            return redirect("admin:funds_statement_change", pk)

    def reproduce(self, request: HttpRequest, pk: int) -> HttpResponse:
        statement = self._posted(request, pk, "funds.view_statement")
        try:
            result = reproduce_statement(statement, by=request.user)
        except StatementRefused as refused:
            messages.error(request, str(refused))
        else:
            (messages.success if result.equal else messages.error)(request, _told(result))
        return redirect("admin:funds_statement_change", pk)

    def _posted(self, request: HttpRequest, pk: int, permission: str) -> Statement:
        if request.method != "POST" or not request.user.has_perm(permission):
            raise PermissionDenied
        return get_object_or_404(Statement, pk=pk)


def _told(result: Reproduction) -> str:
    if result.figures_equal and result.file_equal:
        return "Equal: the ledger as known then gives the same figures, and they give the same file, byte for byte."
    if result.figures_equal and not result.same_layout:
        return "The figures are equal. The file differs because the layout has changed since; the archived one stands."
    if result.figures_equal:
        return "The figures are equal, but the file made from them differs although the layout is the same."
    found = " ".join(result.differences) or "Details of the figures differ."
    return format_html("Different: the ledger as known then does not give what was stated. {}", found)
