"""Which kind of file somebody brought in, told by what is in it and never by its name."""

from __future__ import annotations

MT5, FLEX, TRADEBOOK = "mt5", "flex", "tradebook"
FORMATS = {MT5: "MetaTrader 5 report", FLEX: "Flex statement", TRADEBOOK: "Kite tradebook"}
ENOUGH = 8192  # bytes of a file's beginning
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def format_of(beginning: bytes) -> str:
    """One of FORMATS, or empty for a file that is none of them; `beginning` are its first ENOUGH bytes."""
    if beginning.startswith(b"PK\x03\x04"):
        return MT5
    for mark in _MARKS:
        beginning = beginning.removeprefix(mark)
    # MetaTrader writes two bytes a letter; its markup is plain letters all the same.
    text = beginning.replace(b"\x00", b"").lstrip().lower()
    if text.startswith(b"<"):
        return FLEX if b"<flexqueryresponse" in text else MT5
    heading = text.split(b"\n", 1)[0].replace(b" ", b"_")
    return TRADEBOOK if b"trade_id" in heading and b"," in heading else ""
