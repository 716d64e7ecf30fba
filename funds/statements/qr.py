"""The QR code that leads to a statement's verification page, as an SVG of one path."""

import io

import segno

_INK = "#14202b"


def qr_code(address: str) -> str:
    """An SVG of class `qr` without size: the sheet gives it one. The title names the address."""
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        border=0,
        dark=_INK,
        svgclass="qr",
        lineclass=None,
        title=f"QR code for {address}",
    )
    return out.getvalue().decode().strip()
