"""Uploading a report, and watching it being read."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from trading.forms import ReportForm
from trading.models import ReportImport
from trading.services.import_received_report import WAITING, import_received_report
from trading.services.receive_report import receive_report

VIEW, IMPORT = "trading.view_reportimport", "trading.import_report"
# Smaller files are read before the answer goes out; larger ones would keep a web worker from other readers.
READ_AT_ONCE = 2 * 1024 * 1024


@require_http_methods(["GET", "POST"])
@permission_required([VIEW, IMPORT], raise_exception=True)
def upload(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        report = receive_report(
            file=file, name=file.name or "report", account=form.cleaned_data["account"], by=request.user
        )
        if report.size <= READ_AT_ONCE:
            import_received_report(report=report.pk)
        return redirect("admin:trading_reportimport_change", report.pk)
    context = {**site_context, "title": "Import a broker's file", "form": form}
    return TemplateResponse(request, "trading/upload_report.html", context, status=422 if form.errors else 200)


@require_GET
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object]) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    report = get_object_or_404(ReportImport.objects.select_related("account", "uploaded_by"), pk=int(pk))
    context = {"report": report, "waiting": report.state in WAITING}
    if request.htmx:
        return TemplateResponse(request, "trading/partials/_report_import.html", context)
    return TemplateResponse(request, "trading/report_import.html", {**site_context, "title": report.name, **context})
