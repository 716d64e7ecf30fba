"""The firm's statements: each one address for the page, its refresh and its files, all of the very same rows."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from datetime import date

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.books.admin.report_files import as_file
from accounts.books.domain.periods import Period
from accounts.books.forms import PeriodForm, ReportForm, ways
from accounts.books.report_files import FORMS
from accounts.books.selectors import reports
from accounts.books.selectors.reports import Asked, Report
from accounts.books.services.export_books import export_books
from accounts.ledger.api import currencies_kept, newest_seal
from fidus.lib import clock

View = Callable[..., HttpResponse]
# More rows than a page can carry: asked for by group, or taken as a file.
MOST_ROWS = 3_000


def _page(make: Callable[[Asked], Report], url: str, *, day_only: bool = False, compares: bool = True) -> View:
    @require_GET
    @vary_on_headers("HX-Request")
    @permission_required("ledger.view_entry", raise_exception=True)
    def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
        form = ReportForm(request.GET.dict(), currencies=currencies_kept())
        if day_only:
            del form.fields["since"]
            form.fields["until"].label = "At the end of"
        if not compares:
            del form.fields["compare"]
        asked = _asked(form, day_only=day_only)
        report = make(asked)
        wanted = request.GET.get("format", "")
        if wanted in FORMS:
            return as_file(report, wanted)
        rows = sum(len(sheet.rows) for sheet in report.sheets)
        context = {
            **site_context,
            "title": report.title,
            "form": form,
            "report": report,
            "rows": rows,
            "too_long": rows > MOST_ROWS,
            "query": _query(request),
            "here": reverse(url),
            "ways": _ways(request, day_only=day_only),
            "asked": asked,
            "newest": newest_seal(),
            "files": [("xlsx", "Excel"), ("csv", "CSV"), ("pdf", "PDF")],
            "beancount": "" if day_only else urlencode({"since": asked.period.start, "until": asked.period.end}),
        }
        template = "books/_report.html" if request.htmx else "books/report.html"
        return TemplateResponse(request, template, context)

    return show


def _asked(form: ReportForm, *, day_only: bool) -> Asked:
    if day_only:
        until: date = form.chosen("until", form.default.end)
        period = Period(until.replace(day=1), until)
    else:
        period = form.period
    return Asked(
        period=period,
        compare=form.chosen("compare", ""),
        depth=int(form.chosen("depth", "2")),
        currency=form.chosen("currency", ""),
        known_at=form.chosen("known_at", None),
    )


def _query(request: HttpRequest) -> str:
    """What was asked for, without the kind of file: its links add that."""
    given = request.GET.copy()
    given.pop("format", None)
    return given.urlencode()


def _ways(request: HttpRequest, *, day_only: bool) -> list[dict[str, object]]:
    """The usual periods as addresses that keep all else that was chosen."""
    given = {name: value for name, value in request.GET.items() if name not in ("since", "until", "format")}
    found = []
    for label, period in ways(clock.today()):
        dates = {"until": period.end.isoformat()} | ({} if day_only else {"since": period.start.isoformat()})
        current = request.GET.get("until") == dates["until"] and request.GET.get("since", "") == dates.get("since", "")
        found.append({"label": label, "query": urlencode({**given, **dates}), "current": current})
    return found


@require_GET
@permission_required("ledger.view_entry", raise_exception=True)
def beancount(request: HttpRequest, site_context: dict[str, object]) -> FileResponse:
    """The period's entries for another program to check; it is deleted when it has been sent."""
    period = PeriodForm(request.GET.dict()).period
    file = tempfile.TemporaryFile("w+b")  # noqa: SIM115  the answer closes it, once it is sent
    text = io.TextIOWrapper(file, encoding="utf-8", write_through=True)
    export_books(text, period=period)
    text.detach()
    file.seek(0)
    name = f"books-{period.start}-to-{period.end}.beancount"
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/plain; charset=utf-8")


trial_balance = _page(reports.trial_balance, "admin:books_trial_balance", compares=False)
balance_sheet = _page(reports.balance_sheet, "admin:books_balance_sheet", day_only=True)
profit_and_loss = _page(reports.profit_and_loss, "admin:books_profit_and_loss")
cash_flow = _page(reports.cash_flow, "admin:books_cash_flow")
