"""Performance of the firm, a fund, a client, an investment or an account: the page, its refresh and its exports."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from fidus.lib import clock
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from funds.performance.forms import PeriodForm
from funds.performance.models import Benchmark
from funds.performance.selectors.drawing import drawing_of
from funds.performance.selectors.lines import PartLine, parts_of
from funds.performance.selectors.measures import Measured, measure
from funds.performance.selectors.one_currency import Converted, NotConverted, converted
from funds.performance.selectors.report import HEAD, MONTHS, report_rows
from funds.performance.selectors.subjects import FUNDS, Subject, subject_choices, subject_of

A_PAGE = 50
# All currencies together, in the firm's own.
TOGETHER = "all"


@dataclass(frozen=True)
class Looked:
    """What was asked for and found; `measured` is None where no money was there."""

    form: PeriodForm
    subject: Subject | None
    measured: Measured | None
    parts: list[PartLine]


@require_GET
@vary_on_headers("HX-Request")
@permission_required(["funds.view_investment", "trading.view_brokeraccount"], raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    looked = look(request)
    wanted = request.GET.get("format")
    if wanted in EXPORTS and looked.subject and looked.measured:
        return export(wanted, looked)
    page = Paginator(looked.parts, A_PAGE).get_page(request.GET.get("page"))
    chosen = {name: value for name, value in request.GET.items() if value and name in looked.form.fields}
    context = {
        **site_context,
        "title": "Performance",
        "form": looked.form,
        "subject": looked.subject,
        "measured": looked.measured,
        "page": page,
        "query": urlencode(chosen),
        "month_names": MONTHS,
        "drawing": drawing_of(looked.measured) if looked.measured else None,
        "url": reverse("admin:performance_show"),
        "together": looked.form.data.get("currency") == TOGETHER,
    }
    template = "performance/admin/_performance.html" if request.htmx else "performance/admin/performance.html"
    return TemplateResponse(request, template, context, status=422 if looked.form.errors and not request.htmx else 200)


def look(request: HttpRequest) -> Looked:
    key = request.GET.get("of") or FUNDS
    subject = subject_of(key)
    choices = subject_choices()
    if subject is not None and key not in dict(choices):
        choices.append((subject.key, subject.title))
    currencies = subject.currencies if subject else []
    offered = [(code, code) for code in currencies] or [(settings.FIRM_CURRENCY, settings.FIRM_CURRENCY)]
    if currencies and currencies != [settings.FIRM_CURRENCY]:
        offered.append((TOGETHER, f"All, in {settings.FIRM_CURRENCY}"))
    given = {
        "of": key,
        "currency": settings.FIRM_CURRENCY if settings.FIRM_CURRENCY in currencies else offered[0][0],
        **{name: value for name, value in request.GET.items() if value},
    }
    benchmarks = list(Benchmark.objects.all())
    form = PeriodForm(given, subjects=choices, currencies=offered, benchmarks=benchmarks)
    if not form.is_valid() or subject is None:
        return Looked(form, subject, None, [])
    chosen = form.cleaned_data
    benchmark = next((one for one in benchmarks if one.code == chosen["benchmark"]), None)
    currency, start, end = chosen["currency"], chosen["start"], chosen["end"] or clock.today()
    if currency == TOGETHER:
        together = converted(subject, to=settings.FIRM_CURRENCY, start=start, end=end)
        if isinstance(together, NotConverted):
            form.add_error("currency", together.reason)
        if not isinstance(together, Converted):
            return Looked(form, subject, None, [])
        return Looked(form, subject, measure(together.series, benchmark), together.parts)
    series = subject.series(currency=currency, start=start, end=end)
    if series is None:
        return Looked(form, subject, None, [])
    parts = parts_of(subject, currency=currency, start=series.start, end=series.end)
    return Looked(form, subject, measure(series, benchmark), parts)


def export(wanted: str, looked: Looked) -> HttpResponse:
    assert looked.subject is not None
    assert looked.measured is not None
    written, kind = EXPORTS[wanted]
    rows = report_rows(looked.subject, looked.measured, looked.parts)
    name = f"performance-{looked.subject.key.replace(':', '-')}-{looked.measured.series.end}.{wanted}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written(HEAD, rows), content_type=kind, headers=disposition)


EXPORTS = {"csv": (as_csv, CSV_TYPE), "xlsx": (lambda head, rows: as_xlsx("Performance", head, rows), XLSX_TYPE)}
