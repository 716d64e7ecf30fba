"""What a client's money earned: all of it, or one investment, in one currency."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.views.portal import client_required
from fidus.lib import clock
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from funds.models import Investment
from funds.performance.forms import PeriodForm
from funds.performance.selectors.drawing import drawing_of
from funds.performance.selectors.lines import parts_of
from funds.performance.selectors.measures import Measured, measure
from funds.performance.selectors.report import HEAD, MONTHS, report_rows
from funds.performance.selectors.subjects import OWED, Subject

ALL = "all"
A_PAGE = 25


@client_required
@require_GET
@vary_on_headers("HX-Request")
def performance(request: HttpRequest) -> HttpResponse:
    funded = request.client.investments.filter(funded_on__isnull=False)
    investments = list(funded.select_related("client", "terms__product").order_by("number"))
    subjects = own_subjects(investments)
    subject = subjects.get(request.GET.get("of") or ALL, subjects[ALL])
    currencies = subject.currencies
    given = {
        "of": ALL,
        "currency": currencies[0] if currencies else "",
        **{name: value for name, value in request.GET.items() if value and name != "benchmark"},
    }
    offered = [(key, one.title) for key, one in subjects.items()]
    form = PeriodForm(given, subjects=offered, currencies=[(code, code) for code in currencies], benchmarks=[])
    del form.fields["benchmark"]
    if len(currencies) < 2:
        del form.fields["currency"]
    measured = measured_by(form, subject, currencies) if investments and form.is_valid() else None
    parts = []
    if measured is not None:
        series = measured.series
        parts = parts_of(subject, currency=series.currency, start=series.start, end=series.end)
    wanted = request.GET.get("format")
    if measured is not None and wanted in EXPORTS:
        written, kind = EXPORTS[wanted]
        disposition = {"Content-Disposition": f'attachment; filename="performance.{wanted}"'}
        content = written(HEAD, report_rows(subject, measured, parts))
        return HttpResponse(content, content_type=kind, headers=disposition)
    chosen = {name: value for name, value in request.GET.items() if value and name in form.fields}
    context = {
        "form": form,
        "subject": subject,
        "measured": measured,
        "drawing": drawing_of(measured) if measured else None,
        "month_names": MONTHS,
        "page": Paginator(parts, A_PAGE).get_page(request.GET.get("page")),
        "query": urlencode(chosen),
        "invested": bool(investments),
    }
    template = "performance/portal/_performance.html" if request.htmx else "performance/portal/performance.html"
    return render(request, template, context)


def own_subjects(investments: Sequence[Investment]) -> dict[str, Subject]:
    """All together, and each alone; nobody else's can be named."""
    each = {
        one.number: Subject(one.number, f"{one.terms.product.code}, {one.number}", OWED, [one]) for one in investments
    }
    return {ALL: Subject(ALL, "All investments", OWED, investments), **each}


def measured_by(form: PeriodForm, subject: Subject, currencies: Sequence[str]) -> Measured | None:
    asked = form.cleaned_data
    currency = asked.get("currency") or currencies[0]
    series = subject.series(currency=currency, start=asked["start"], end=asked["end"] or clock.today())
    return None if series is None else measure(series)


EXPORTS = {"csv": (as_csv, CSV_TYPE), "xlsx": (lambda head, rows: as_xlsx("Performance", head, rows), XLSX_TYPE)}
