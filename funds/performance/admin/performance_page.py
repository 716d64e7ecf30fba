"""Performance of the firm, a fund, a client, an investment or an account: the page, its refresh and its exports."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from fidus.lib import clock
from fidus.lib.chart import Chart, line_chart
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from funds.performance.forms import PeriodForm
from funds.performance.models import Benchmark
from funds.performance.selectors.lines import PartLine, parts_of
from funds.performance.selectors.measures import Measured, measure, month_end_lines, per_cent, shown_days
from funds.performance.selectors.report import HEAD, MONTHS, report_rows
from funds.performance.selectors.subjects import FUNDS, Subject, subject_choices, subject_of

A_PAGE = 50


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
        "url": reverse("admin:performance_show"),
    }
    if looked.measured:
        context |= drawing(looked.measured)
    template = "performance/admin/_performance.html" if request.htmx else "performance/admin/performance.html"
    return TemplateResponse(request, template, context, status=422 if looked.form.errors else 200)


def look(request: HttpRequest) -> Looked:
    key = request.GET.get("of") or FUNDS
    subject = subject_of(key)
    choices = subject_choices()
    if subject is not None and key not in dict(choices):
        choices.append((subject.key, subject.title))
    currencies = subject.currencies if subject else []
    given = {
        "of": key,
        "currency": "USD" if "USD" in currencies or not currencies else currencies[0],
        **{name: value for name, value in request.GET.items() if value},
    }
    benchmarks = list(Benchmark.objects.all())
    form = PeriodForm(given, subjects=choices, currencies=currencies or ["USD"], benchmarks=benchmarks)
    if not form.is_valid() or subject is None:
        return Looked(form, subject, None, [])
    chosen = form.cleaned_data
    currency = chosen["currency"] or given["currency"]
    series = subject.series(currency=currency, start=chosen["start"], end=chosen["end"] or clock.today())
    if series is None:
        return Looked(form, subject, None, [])
    benchmark = next((one for one in benchmarks if one.code == chosen["benchmark"]), None)
    parts = parts_of(subject, currency=currency, start=series.start, end=series.end)
    return Looked(form, subject, measure(series, benchmark), parts)


def drawing(measured: Measured) -> dict[str, object]:
    """The chart of growth since the beginning, in per cent, and the table beside it."""
    places = shown_days(measured.points)
    if len(places) < 2:
        return {"chart": None, "month_ends": month_end_lines(measured)}
    days = [measured.points[place].on for place in places]
    own = [_growth(measured.points[place].index) for place in places]
    index = measured.index if isinstance(measured.index, tuple) else None
    series = [own, [_growth(index[place].index / index[0].index) for place in places]] if index else [own]
    chart: Chart = line_chart(days, series)
    return {"chart": chart, "sentence": sentence_of(measured), "month_ends": month_end_lines(measured)}


def _growth(index: Decimal) -> Decimal:
    return (index - 1) * 100


def sentence_of(measured: Measured) -> str:
    """What the chart shows, for whoever does not see it."""
    told = f"Growth since {measured.series.start:%-d %B %Y}; on {measured.series.end:%-d %B %Y} it is "
    told += per_cent(measured.points[-1].index - 1)
    if measured.comparison:
        told += f", that of {measured.benchmark} {per_cent(measured.comparison.index_return)}"
    return told + "."


def export(wanted: str, looked: Looked) -> HttpResponse:
    assert looked.subject is not None
    assert looked.measured is not None
    written, kind = EXPORTS[wanted]
    rows = report_rows(looked.subject, looked.measured, looked.parts)
    name = f"performance-{looked.subject.key.replace(':', '-')}-{looked.measured.series.end}.{wanted}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written(HEAD, rows), content_type=kind, headers=disposition)


EXPORTS = {"csv": (as_csv, CSV_TYPE), "xlsx": (lambda head, rows: as_xlsx("Performance", head, rows), XLSX_TYPE)}
