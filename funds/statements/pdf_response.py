"""A PDF as an answer that no cache keeps and no page frames."""

from django.http import HttpResponse


def pdf_response(pdf: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
