"""From figures to the PDF: same figures and instant, same bytes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from fidus.lib import pdf_tags, typeset
from fidus.lib.typeset import CannotBeSet as StatementCannotBeSet
from funds.statements.figures import StatementFigures
from funds.statements.paper import paper

__all__ = ["StatementCannotBeSet", "layout", "render_html", "render_pdf", "set_pdf"]
_SHEET = "statements/statement.css"


def render_html(figures: StatementFigures, *, issued_at: datetime) -> str:
    stamp = issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return render_to_string("statements/statement.html", paper(figures, issued_at=stamp))


def set_pdf(html: str) -> bytes:
    """The tagged PDF (PDF/UA-1) of one statement's HTML."""
    return typeset.set_pdf(html, sheet=_SHEET)


def render_pdf(figures: StatementFigures, *, issued_at: datetime) -> bytes:
    return set_pdf(render_html(figures, issued_at=issued_at))


@cache
def layout() -> str:
    """16 digits that change when anything that shapes the page does: templates, sheet, fonts, our code, the engine."""
    mark = hashlib.sha256(
        f"weasyprint {version('weasyprint')} pydyf {version('pydyf')} segno {version('segno')}".encode()
    )
    shapes = [*(settings.BASE_DIR / "templates" / "statements").rglob("*.html"), *Path(__file__).parent.glob("*.py")]
    shapes += [Path(__file__).parent.parent / "templatetags" / "statement_words.py"]
    shapes += [Path(typeset.__file__), Path(pdf_tags.__file__)]
    for path in sorted(shapes):
        mark.update(path.name.encode() + b"\0" + path.read_bytes())
    mark.update(typeset.sheet_text(_SHEET).encode())
    for name in typeset.WEIGHTS.values():
        mark.update((typeset.fonts() / name).read_bytes())
    return mark.hexdigest()[:16]
