"""QR codes of payments, as SVG that stands in a page under a strict content policy."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

# Black on white with its quiet zone in either theme: scanners know no other.
_DARK, _LIGHT = "#000000", "#ffffff"


def qr_svg(content: str, *, title: str) -> SafeString:
    """An SVG of class `qr`; `title` is what a screen reader says."""
    out = io.BytesIO()
    segno.make_qr(content, error="m", encoding="utf-8" if not content.isascii() else None).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=4,
        dark=_DARK,
        light=_LIGHT,
        svgclass="qr",
        lineclass=None,
        title=title,
    )
    svg = out.getvalue().decode().strip().replace("<svg ", '<svg role="img" ', 1)
    return mark_safe(svg)  # noqa: S308 - segno escapes the title, and nothing else of it comes from outside
