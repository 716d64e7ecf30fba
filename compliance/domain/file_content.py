"""What a file really is, by its content: the kinds that are taken, their limits, and nothing that acts by itself."""

import io
import re
import warnings
from dataclasses import dataclass

import filetype
from PIL import Image, ImageFile

from compliance.domain import pdf_content
from compliance.errors import DocumentRefused

MAX_BYTES = 15 * 1024 * 1024
MAX_PAGES = 60
MAX_PIXELS = 60_000_000

# Media types that are taken, with the ending a download gets.
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
}
ACCEPT = ",".join(ENDINGS)
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}

# A page or script hidden in the file, that a careless reader would run. Each is so long that the noise of an honest
# picture of megabytes holds none by chance (four bytes alone would be found in one of a thousand).
_SCRIPT = re.compile(rb"<script[\s/>]|<html[\s>]|<!doctype\s+html|<\?php(?:\s|\Z)", re.IGNORECASE)
# An archive hidden in it has both: an entry of its directory, and the directory's end.
_ARCHIVE = (b"PK\x01\x02", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class FileContent:
    media_type: str
    pages: int


def inspect(content: bytes) -> FileContent:
    """The kind and number of pages of a file that is taken; raises DocumentRefused with what to do instead."""
    if not content:
        raise DocumentRefused("The file is empty. Choose it again, or take a new picture.")
    if len(content) > MAX_BYTES:
        raise DocumentRefused(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Scan it at a lower resolution.")
    media_type = filetype.guess_mime(content)
    if media_type == "image/heif":
        media_type = "image/heic"
    if media_type not in ENDINGS:
        raise DocumentRefused("This is not a PDF, JPEG, PNG, WebP or HEIC file, whatever its name says.")
    if _SCRIPT.search(content) or all(mark in content for mark in _ARCHIVE):
        raise DocumentRefused("Another file is hidden inside this one. Scan or photograph the document anew.")
    if media_type == "application/pdf":
        return FileContent(media_type, _pages_of_pdf(content))
    if b"%PDF-" in content[:1024]:
        raise DocumentRefused("The file is a picture and a PDF at once. Scan or photograph the document anew.")
    _check_picture(content, media_type)
    return FileContent(media_type, 1)


def _pages_of_pdf(content: bytes) -> int:
    pages = pdf_content.pages_of_harmless_pdf(content)
    if pages > MAX_PAGES:
        raise DocumentRefused(f"The PDF has {pages} pages; at most {MAX_PAGES} are taken. Send the pages that matter.")
    return pages


def _check_picture(content: bytes, media_type: str) -> None:
    """It can be opened as what it claims to be, and is not a small file that unpacks into a huge picture."""
    if media_type == "image/heic":
        _check_heic(content)
        return
    # WeasyPrint, once imported, has Pillow take cut off pictures.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=[_PICTURES[media_type]]) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise DocumentRefused("The picture has too many pixels. Send it in a smaller size.")
                picture.load()
    except DocumentRefused:
        raise
    except Exception as error:
        raise DocumentRefused("The picture cannot be opened; it may have been cut off. Send it again.") from error


def _check_heic(content: bytes) -> None:
    """Boxes of ISO/IEC 14496-12 from the first byte to the last: not cut off, nothing appended."""
    position, kinds = 0, set()
    while position + 8 <= len(content):
        size = int.from_bytes(content[position : position + 4], "big")
        kind = content[position + 4 : position + 8]
        if size == 1:
            size = int.from_bytes(content[position + 8 : position + 16], "big")
        elif size == 0:
            size = len(content) - position
        if size < 8:
            break
        kinds.add(kind)
        position += size
    if position != len(content) or not {b"ftyp", b"meta"} <= kinds:
        raise DocumentRefused("The picture cannot be opened; it may have been cut off. Send it again.")
