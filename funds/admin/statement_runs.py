"""Monthly runs: start one, watch it, stop it, try again what failed."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import instant
from fidus.templatetags.parts import badge
from funds.admin.statement_forms import StartRunForm
from funds.models import StatementBatch
from funds.selectors.statement_batches import progress
from funds.services.cancel_statement_batch import cancel_statement_batch
from funds.services.retry_statement_batch import retry_statement_batch
from funds.services.start_statement_batch import start_statement_batch
from funds.statements.errors import StatementRefused

_FAILURES_SHOWN = 200


@admin.register(StatementBatch)
class StatementBatchAdmin(ReadOnlyAdmin):
    list_display = ["month_name", "client", "standing", "settled", "started", "started_by", "ended"]
    list_filter = ["state"]
    list_select_related = ["client", "started_by"]
    change_list_template = "funds/statements/runs.html"

    @admin.display(description="Month", ordering="month")
    def month_name(self, batch: StatementBatch) -> str:
        return f"{batch.month:%B %Y}"

    @admin.display(description="State", ordering="state")
    def standing(self, batch: StatementBatch) -> str:
        return badge(batch.state)

    @admin.display(description="Started", ordering="started_at")
    def started(self, batch: StatementBatch) -> str:
        return instant(batch.started_at)

    @admin.display(description="Ended", ordering="ended_at")
    def ended(self, batch: StatementBatch) -> str:
        return instant(batch.ended_at)

    @admin.display(description="Settled")
    def settled(self, batch: StatementBatch) -> str:
        now = progress(batch)
        return f"{now.settled} of {now.total}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("start/", view(self.start), name="funds_statementbatch_start"),
            path("<int:pk>/cancel/", view(self.cancel), name="funds_statementbatch_cancel"),
            path("<int:pk>/retry/", view(self.retry), name="funds_statementbatch_retry"),
            *super().get_urls(),
        ]

    def start(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("funds.issue_statement"):
            raise PermissionDenied
        form = StartRunForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                batch = start_statement_batch(month=form.cleaned_data["month"], by=request.user)
            except StatementRefused as refused:
                form.add_error("month", str(refused))
            else:
                return redirect("admin:funds_statementbatch_change", batch.pk)
        context = {**self.admin_site.each_context(request), "title": "Issue a month's statements", "form": form}
        status = 422 if form.errors else 200
        return TemplateResponse(request, "funds/statements/start_run.html", context, status=status)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """The run's page; HTMX fetches its progress from the same address."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(StatementBatch, pk=object_id)
        failures = batch.rows.filter(state="failed").select_related("client").order_by("client__number")
        context = {
            **self.admin_site.each_context(request),
            "title": str(batch),
            "batch": batch,
            "progress": progress(batch),
            "failures": failures[:_FAILURES_SHOWN],
            "may_issue": request.user.has_perm("funds.issue_statement"),
        }
        template = "funds/statements/_progress.html" if request.htmx else "funds/statements/run.html"
        response = TemplateResponse(request, template, context)
        response["Vary"] = "HX-Request"
        return response

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._act(request, pk, cancel_statement_batch)

    def retry(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._act(request, pk, retry_statement_batch)

    def _act(self, request: HttpRequest, pk: int, service: Callable[..., StatementBatch]) -> HttpResponse:
        if request.method != "POST" or not request.user.has_perm("funds.issue_statement"):
            raise PermissionDenied
        try:
            service(batch=get_object_or_404(StatementBatch, pk=pk), by=request.user)
        except StatementRefused as refused:
            messages.error(request, str(refused))
        return redirect("admin:funds_statementbatch_change", pk)
