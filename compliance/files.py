"""How a stored document leaves the house."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from compliance.domain.file_content import ENDINGS
from compliance.models import Document


def download(document: Document, content: bytes) -> HttpResponse:
    """Always to be saved, never run or kept by the browser."""
    response = HttpResponse(content, content_type=document.media_type)
    response["Content-Disposition"] = content_disposition_header(True, name_of(document))
    return response


def name_of(document: Document) -> str:
    """As it was called where it came from, with the ending of its real kind."""
    stem = document.name.rsplit(".", 1)[0] or "document"
    return f"{stem}.{ENDINGS[document.media_type]}"
