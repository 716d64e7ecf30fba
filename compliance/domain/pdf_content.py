"""Whether a PDF only shows pages: no script, no action that runs by itself, no file inside (ISO 32000-1, 7.5.7, 12.6).

Read as bytes rather than by a parser, which could be led around what a viewer would find: every name in the file
counts, also names written with escapes (/J#61vaScript) and names inside compressed object streams.
"""

import re
import zlib

from compliance.errors import DocumentRefused

_ACTS = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|GoToR|Rendition|Movie)"
    rb"(?=[\s/<>\[\]()%]|$)"
)
# The two short names turn up by chance in a scan of some megabytes (one of thirty), so they count only before what
# their values can be: a dictionary, a string, a reference, or a comment, behind which any of these may stand.
_GAP = rb"[\s\0]*"
_REFERENCE = rb"\d+[\s\0]+\d+[\s\0]+R"
_ACTS_IN_SHORT = re.compile(
    rb"/AA" + _GAP + rb"(?:<<|%|" + _REFERENCE + rb")|"
    rb"/JS" + _GAP + rb"(?:[(<%]|" + _REFERENCE + rb")|"
    rb"/S" + _GAP + rb"/JS(?=[\s/<>\[\]()%]|$)"
)
# Opening at a page ([3 0 R /Fit]) is a bookmark, which many billing programs write; anything else here is an action.
_OPENS = re.compile(rb"/OpenAction(?!\s*\[)(?=[\s/<>\[\]()%]|$)")
_ENCRYPTED = re.compile(rb"/Encrypt(?=[\s/<>\[\]()%])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)?")
_OBJECT = re.compile(rb"\d\s+obj(?![A-Za-z])")
_OBJECTS = re.compile(rb"/ObjStm(?=[\s/<>\[\]()%]|$)")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_PARAMETERS = re.compile(rb"/(DecodeParms|DP|F|Fl)(?=[\s/<>\[\]()%])")
_PAGE = re.compile(rb"/Type\s*/Page(?=[\s/<>\[\]()%]|$)")
_MAX_UNPACKED = 32 * 1024 * 1024


def pages_of_harmless_pdf(content: bytes) -> int:
    """The number of pages; raises DocumentRefused for anything that acts, hides or cannot be looked into."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise DocumentRefused("The PDF is not complete. Save it again and send it whole.")
    if _ENCRYPTED.search(names := _names(content)):
        raise DocumentRefused("The PDF is protected by a password. Send it without one.")
    pages = 0
    for part in (names, *map(_names, _object_streams(content))):
        if _ACTS.search(part) or _ACTS_IN_SHORT.search(part) or _OPENS.search(part):
            raise DocumentRefused(
                "The PDF contains a script, an automatic action or another file. Print it into a new PDF and send that."
            )
        pages += len(_PAGE.findall(part))
    if not pages:
        raise DocumentRefused("The PDF has no pages.")
    return pages


def _names(part: bytes) -> bytes:
    """With #xx escapes of names undone."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), part)


def _object_streams(content: bytes) -> list[bytes]:
    """The streams that hold further objects, unpacked; a packing other than the usual one is refused, not guessed."""
    unpacked, room, looked_at = [], _MAX_UNPACKED, 0
    for start in _STREAM.finditer(content):
        before, looked_at = content[looked_at : start.start()], start.end()
        if not _OBJECTS.search(_names(before)):
            continue
        # A comment may imitate the beginning of an object: what is not plainly the usual form is refused below.
        dictionary = _names(_OBJECT.split(before)[-1])
        packing = _FILTER.search(dictionary)
        usual = packing is not None and packing[1].strip(b"[] \r\n\t") == b"/FlateDecode"
        if not usual or not _OBJECTS.search(dictionary) or _PARAMETERS.search(dictionary):
            raise DocumentRefused("The PDF is packed in an unusual way. Print it into a new PDF and send that.")
        try:
            objects = zlib.decompressobj().decompress(memoryview(content)[start.end() :], room)
        except zlib.error as error:
            raise DocumentRefused("The PDF is damaged. Save it again and send it whole.") from error
        room -= len(objects)
        if room <= 0:
            raise DocumentRefused("The PDF unpacks into far more than its pages need. Print it into a new PDF.")
        unpacked.append(objects)
    return unpacked
