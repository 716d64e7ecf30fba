"""Which format a bank's file is in, and its statements."""

import re
from enum import StrEnum

from funds.bank.domain.camt import read_camt
from funds.bank.domain.csv_mapping import CsvMapping
from funds.bank.domain.csv_statement import read_csv
from funds.bank.domain.csv_table import find_delimiter
from funds.bank.domain.letters import text_of
from funds.bank.domain.mt940 import read_mt940
from funds.bank.domain.statement import Statement
from funds.bank.domain.unreadable import Unreadable

# What other kinds of files begin with, and what to do with them.
_OTHERS = (
    (b"PK\x03\x04", "this is a ZIP archive or an Excel workbook; unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "this is an old Excel workbook; save the sheet as CSV"),
    (b"%PDF", "this is a PDF; download the statement as CAMT.053, MT940 or CSV"),
    (b"\x1f\x8b", "this is compressed; unpack it first"),
    (b"{\\rtf", "this is a text document; download the statement as CAMT.053, MT940 or CSV"),
)


_SWIFT = re.compile(r"^(\{1:.*\{4:)?:(20|25|28C?|60[FM]|61|62[FM]):", re.MULTILINE)


class Format(StrEnum):
    CAMT = "CAMT"
    MT940 = "MT940"
    CSV = "CSV"


def format_of(content: bytes) -> Format:
    """By what it begins with, never by its name; raises Unreadable for a file that is none of them."""
    if not content.strip():
        raise Unreadable("the file is empty")
    for beginning, advice in _OTHERS:
        if content.startswith(beginning):
            raise Unreadable(advice)
    text, _ = text_of(content[:65536]) if content[:2] not in (b"\xff\xfe", b"\xfe\xff") else text_of(content)
    start = text.lstrip()
    if start.startswith("<"):
        if start[:200].lower().startswith(("<!doctype html", "<html")):
            raise Unreadable("this is a web page; download the statement as CAMT.053, MT940 or CSV")
        return Format.CAMT
    if _SWIFT.search(start):
        return Format.MT940
    find_delimiter(text)
    return Format.CSV


def read_file(
    content: bytes, *, mapping: CsvMapping | None = None, account: str = "", currency: str = ""
) -> list[Statement]:
    """The statements of a bank's file; `mapping`, `account` and `currency` are for CSV. Raises Unreadable."""
    match format_of(content):
        case Format.CAMT:
            return read_camt(content)
        case Format.MT940:
            return read_mt940(text_of(content)[0])
        case Format.CSV if mapping is None or not account:
            raise Unreadable("a CSV needs the account it is of, and a mapping of its columns")
        case Format.CSV:
            return read_csv(text_of(content)[0], mapping, account=account, currency=currency)
