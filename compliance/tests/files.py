"""Files as clients send them, and as somebody with bad intentions would; all made here."""

import io
import zlib

from PIL import Image


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def a_pdf(*, pages: int = 1, catalog: bytes = b"", objects: bytes = b"", objects_packed: bytes = b"") -> bytes:
    """A PDF by hand: readers of any strictness find its pages."""
    kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(pages))
    parts = [
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [" + kids + b"] /Count %d >>\nendobj\n" % pages,
        *(
            b"%d 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n" % (3 + n)
            for n in range(pages)
        ),
        objects,
    ]
    if objects_packed:
        packed = zlib.compress(objects_packed)
        parts.append(
            b"900 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
            + packed
            + b"\nendstream\nendobj\n"
        )
    return b"".join(parts) + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def a_heic() -> bytes:
    """The boxes of a HEIC file, without a picture in them."""

    def box(kind: bytes, content: bytes) -> bytes:
        return (8 + len(content)).to_bytes(4, "big") + kind + content

    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0" * 40) + box(b"mdat", b"\1" * 200)
