"""From figures to the PDF: same figures and instant, same bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from funds.statements.figures import StatementFigures
from funds.statements.finish import finish
from funds.statements.paper import paper

_WEIGHTS = {400: "Inter-Regular.woff2", 500: "Inter-Medium.woff2", 600: "Inter-SemiBold.woff2"}


class StatementCannotBeSet(Exception):
    """A font, the sheet or a drawing is missing: the installation is incomplete."""


class _NothingFromOutside(URLFetcher):
    """A statement fetches the typeface from the disk, and nothing else from anywhere."""

    def fetch(self, url, headers=None):  # type: ignore[no-untyped-def]
        if not url.startswith(_fonts().as_uri()):
            raise FatalURLFetchingError(f"a statement does not fetch {url}")
        return super().fetch(url, headers)


@dataclass(frozen=True)
class _Type:
    """The sheet with its fonts unpacked: half the cost of a statement, so each process keeps one."""

    fonts: FontConfiguration
    sheet: CSS


@cache
def _fonts() -> Path:
    """The folder of Inter inside the installed django-unfold package."""
    unfold = find_spec("unfold")
    folder = Path(unfold.submodule_search_locations[0]) / "static/unfold/fonts/inter" if unfold else Path()
    for name in _WEIGHTS.values():
        if not (folder / name).is_file():
            raise StatementCannotBeSet(f"the typeface file {name} is not installed (package django-unfold)")
    return folder


def _sheet_text() -> str:
    path = finders.find("statements/statement.css")
    if not path:
        raise StatementCannotBeSet("static/statements/statement.css is missing")
    return Path(path).read_text()


@cache
def _type() -> _Type:
    faces = "".join(
        f"@font-face {{ font-family: Inter; font-weight: {weight}; "
        f'src: url({(_fonts() / name).as_uri()}) format("woff2") }}\n'
        for weight, name in _WEIGHTS.items()
    )
    fonts = FontConfiguration()
    return _Type(fonts, CSS(string=faces + _sheet_text(), font_config=fonts, url_fetcher=_NothingFromOutside()))


def render_html(figures: StatementFigures, *, issued_at: datetime) -> str:
    stamp = issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return render_to_string("statements/statement.html", paper(figures, issued_at=stamp))


def set_pdf(html: str) -> bytes:
    """The tagged PDF (PDF/UA-1) of one statement's HTML."""
    ready = _type()
    return HTML(string=html, url_fetcher=_NothingFromOutside()).write_pdf(
        stylesheets=[ready.sheet], font_config=ready.fonts, pdf_variant="pdf/ua-1", finisher=finish
    )


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
    for path in sorted(shapes):
        mark.update(path.name.encode() + b"\0" + path.read_bytes())
    mark.update(_sheet_text().encode())
    for name in _WEIGHTS.values():
        mark.update((_fonts() / name).read_bytes())
    return mark.hexdigest()[:16]
