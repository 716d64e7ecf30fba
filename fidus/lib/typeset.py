"""Paper: HTML and one sheet of ours to a tagged PDF, with Inter, and nothing fetched from anywhere.

WeasyPrint is a quarter of what a process loads when it starts, so it is loaded by who sets paper alone.
"""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders

from fidus.lib.pdf_tags import finish

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

WEIGHTS = {400: "Inter-Regular.woff2", 500: "Inter-Medium.woff2", 600: "Inter-SemiBold.woff2"}


class CannotBeSet(Exception):
    """A font, the sheet or a drawing is missing: the installation is incomplete."""


@cache
def _from_disk() -> Any:
    """Fetches the typeface from the disk, and nothing else from anywhere."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class NothingFromOutside(URLFetcher):  # type: ignore[misc]
        def fetch(self, url, headers=None):  # type: ignore[no-untyped-def]
            if not url.startswith(fonts().as_uri()):
                raise FatalURLFetchingError(f"paper does not fetch {url}")
            return super().fetch(url, headers)

    return NothingFromOutside()


@dataclass(frozen=True)
class Type:
    """A sheet with its fonts unpacked: half the cost of a document, so each process keeps one for each sheet."""

    fonts: FontConfiguration
    sheet: CSS


@cache
def fonts() -> Path:
    """The folder of Inter inside the installed django-unfold package."""
    unfold = find_spec("unfold")
    locations = unfold.submodule_search_locations if unfold else None
    folder = Path(locations[0]) / "static/unfold/fonts/inter" if locations else Path()
    for name in WEIGHTS.values():
        if not (folder / name).is_file():
            raise CannotBeSet(f"the typeface file {name} is not installed (package django-unfold)")
    return folder


def sheet_text(sheet: str) -> str:
    """The text of a style sheet by its name among the static files."""
    path = finders.find(sheet)
    if not isinstance(path, str) or not path:
        raise CannotBeSet(f"static/{sheet} is missing")
    return Path(path).read_text()


@cache
def unpacked(sheet: str) -> Type:
    """What a process does once for each sheet."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    faces = "".join(
        f"@font-face {{ font-family: Inter; font-weight: {weight}; "
        f'src: url({(fonts() / name).as_uri()}) format("woff2") }}\n'
        for weight, name in WEIGHTS.items()
    )
    faced = FontConfiguration()
    text = faces + sheet_text(sheet)
    return Type(faced, CSS(string=text, font_config=faced, url_fetcher=_from_disk()))


# Fonts let go of the library's own memory when they end: before the library does.
atexit.register(unpacked.cache_clear)


def set_pdf(html: str, *, sheet: str) -> bytes:
    """The tagged PDF (PDF/UA-1) of a document's HTML; raises CannotBeSet."""
    from weasyprint import HTML

    ready = unpacked(sheet)
    pdf: bytes = HTML(string=html, url_fetcher=_from_disk()).write_pdf(
        stylesheets=[ready.sheet], font_config=ready.fonts, pdf_variant="pdf/ua-1", finisher=finish
    )
    return pdf
