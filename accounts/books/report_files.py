"""A report as a file: the rows of the page, no more and no less."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
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


def csv_of(report: Report) -> bytes:
    return as_csv(head(report), lines(report))


def xlsx_of(report: Report) -> bytes:
    return as_xlsx(report.title, head(report), lines(report))


def pdf_of(report: Report) -> bytes:
    context = {"report": report, "firm": settings.FIRM, "made_at": clock.now()}
    return set_pdf(render_to_string("books/paper/report.html", context), sheet=SHEET)


def name_of(report: Report) -> str:
    about = report.about.lower().replace(" ", "-")
    known = f"-as-known-at-{report.known_at}" if report.known_at else ""
    return f"{report.name}-{about}{known}"


# By the ending of the file's name: its type, and what makes it.
FORMS: dict[str, tuple[str, Callable[[Report], bytes]]] = {
    "csv": (CSV_TYPE, csv_of),
    "xlsx": (XLSX_TYPE, xlsx_of),
    "pdf": (PDF_TYPE, pdf_of),
}
