"""A report as a file: the rows of the page, no more and no less."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from accounts.books.selectors.reports import Report
from fidus.lib import clock
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, Cell, as_csv, as_xlsx
from fidus.lib.typeset import set_pdf

PDF_TYPE = "application/pdf"
SHEET = "books/report.css"


def head(report: Report) -> list[str]:
    columns = report.sheets[0].columns if report.sheets else ()
    return ["Currency", "Line", "Account", *columns]


def lines(report: Report) -> Iterator[list[Cell]]:
    """Every sheet's rows, one sheet after the other."""
    width = len(head(report)) - 3
    for sheet in report.sheets:
        name = f"All in {sheet.currency}" if sheet.converted else sheet.currency
        for row in sheet.rows:
            yield [name, row.label, row.code, *row.cells, *([None] * (width - len(row.cells)))]


def as_csv_file(report: Report) -> HttpResponse:
    return answer(as_csv(head(report), lines(report)), CSV_TYPE, name_of(report), "csv")


def as_xlsx_file(report: Report) -> HttpResponse:
    return answer(as_xlsx(report.title, head(report), lines(report)), XLSX_TYPE, name_of(report), "xlsx")


def as_pdf_file(report: Report) -> HttpResponse:
    context = {"report": report, "firm": settings.FIRM, "made_at": clock.now()}
    html = render_to_string("books/paper/report.html", context)
    return answer(set_pdf(html, sheet=SHEET), PDF_TYPE, name_of(report), "pdf")


def name_of(report: Report) -> str:
    about = report.about.lower().replace(" ", "-")
    known = f"-as-known-at-{report.known_at}" if report.known_at else ""
    return f"{report.name}-{about}{known}"


def answer(content: bytes, kind: str, name: str, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


FILES: dict[str, Callable[[Report], HttpResponse]] = {"csv": as_csv_file, "xlsx": as_xlsx_file, "pdf": as_pdf_file}
