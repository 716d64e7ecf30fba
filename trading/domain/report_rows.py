"""The rows of a report, one at a time, whatever file they come in: terminal HTML in any Unicode form, or a sheet."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import IO

from trading.errors import ReportRefused

CHUNK = 1 << 16
LONGEST_ROW = 1 << 18
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_OPEN, _CLOSE = re.compile(r"<tr\b[^>]*>", re.I), re.compile(r"</tr\s*>", re.I)
_CELL = re.compile(r"<t[dh]\b([^>]*)>(.*?)</t[dh]\s*>", re.I | re.S)
_COLSPAN = re.compile(r"colspan\s*=\s*[\"']?(\d{1,3})", re.I)
_HIDDEN = re.compile(r"class\s*=\s*[\"']?hidden\b", re.I)
_TAG = re.compile(r"<!--.*?-->|</?[a-z][^>]*>", re.I | re.S)
_END = re.compile(r"</html\s*>\s*\Z", re.I)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `cells` are the texts of its visible columns, a cell that spans several followed by empty ones."""

    line: int
    cells: list[str]


class HtmlRows:
    """Rows of the terminal's HTML. Memory stays at one chunk and one row; raises ReportRefused.

    The terminal writes tables mechanically, each row and cell closed, so two patterns read them twenty times faster
    than a general HTML parser would; what does not fit the patterns is refused rather than repaired.
    """

    unit = "line"

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __iter__(self) -> Iterator[Row]:
        buffer, line = "", 1
        for text in decoded(self._file):
            buffer += text
            read = 0
            while close := _CLOSE.search(buffer, read):
                start = _OPEN.search(buffer, read, close.start())
                if start is None:
                    raise ReportRefused("a table row ends that never began", line=line)
                line += buffer.count("\n", read, start.start())
                yield Row(line, cells_of(buffer[start.end() : close.start()], line))
                line += buffer.count("\n", start.start(), close.end())
                read = close.end()
            buffer = buffer[read:]
            if len(buffer) > LONGEST_ROW:
                raise ReportRefused("this is not a report saved by MetaTrader 5: no table row ends here", line=line)
        if _OPEN.search(buffer) or not _END.search(buffer):
            line += buffer.rstrip().count("\n")
            raise ReportRefused("the file ends in the middle: it was cut off, please save or copy it again", line=line)


def cells_of(row: str, line: int) -> list[str]:
    """The visible columns between <tr> and </tr>."""
    cells: list[str] = []
    found = _CELL.findall(row)
    # Whatever else begins with these letters (a row, a table) has no place inside a row either.
    if len(found) != row.count("<t") + row.count("<T"):
        raise ReportRefused("a table row is damaged: a cell or row was opened and never closed", line=line)
    for attributes, inner in found:
        hidden, span = _look(attributes)
        if hidden:
            continue
        if "<" in inner or "&" in inner:
            inner = html.unescape(_TAG.sub(" ", inner))
        # Line breaks and hard spaces of a pretty-printed cell are no part of its text.
        cells.append(inner.strip() if inner.isprintable() else " ".join(inner.split()))
        if span > 1:
            cells.extend([""] * (span - 1))
    return cells


@lru_cache(maxsize=1024)
def _look(attributes: str) -> tuple[bool, int]:
    """Whether a cell with these attributes is hidden, and how many columns it spans."""
    span = _COLSPAN.search(attributes)
    return _HIDDEN.search(attributes) is not None, int(span[1]) if span else 1


def decoded(file: IO[bytes]) -> Iterator[str]:
    """The file's text in chunks: by its byte order mark, else by where its zero bytes stand, else UTF-8."""
    head = file.read(CHUNK)
    encoding = next((name for mark, name in BOMS if head.startswith(mark)), None)
    if encoding is None:
        encoding = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(head.lstrip()[:2], "utf-8")
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while True:
        try:
            text = decoder.decode(head, final=not head)
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
            raise ReportRefused(
                "the file is damaged or not Unicode text, as the terminal writes it", line=line
            ) from None
        if "\0" in text:
            line += text[: text.index("\0")].count("\n")
            raise ReportRefused("the file is damaged: it holds zero characters", line=line)
        line += text.count("\n")
        yield text.removeprefix("\ufeff")
        if not head:
            return
        head = file.read(CHUNK)
