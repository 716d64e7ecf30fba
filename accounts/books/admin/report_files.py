"""A report as a file of its page."""

from django.http import HttpResponse

from accounts.books.report_files import FORMS, name_of
from accounts.books.selectors.reports import Report


def as_file(report: Report, form: str) -> HttpResponse:
    """`form` is an ending among FORMS."""
    kind, make = FORMS[form]
    return answer(make(report), kind, name_of(report), form)


def answer(content: bytes, kind: str, name: str, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
