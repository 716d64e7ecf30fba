"""Fields of CAMT, found by their local names."""

from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from funds.bank.domain.amounts import day_of, shown
from funds.bank.domain.unreadable import Unreadable


def name_of(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, *names: str) -> Element | None:
    """Down the path of names, the first of each."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if name_of(one) == name), None)
    return element


def text(element: Element | None, *names: str) -> str:
    found = child(element, *names)
    return " ".join((found.text or "").split()) if found is not None else ""


def texts(element: Element | None, name: str) -> list[str]:
    if element is None:
        return []
    found = (" ".join((one.text or "").split()) for one in element if name_of(one) == name)
    return [one for one in found if one]


def signed(amount: Decimal, element: Element, *, place: str) -> Decimal:
    """Credit positive, debit negative; a booking that says neither cannot be taken in."""
    mark = text(element, "CdtDbtInd")
    if mark not in ("CRDT", "DBIT"):
        raise Unreadable(f"{shown(mark)} is neither credit (CRDT) nor debit (DBIT)", place=place)
    return -amount if mark == "DBIT" and amount else amount


def day(element: Element | None, *, place: str) -> date:
    """From `Dt` or `DtTm`, as the bank wrote it, in the bank's own zone."""
    found = optional_day(element, place=place)
    if found is None:
        raise Unreadable("the date is missing", place=place)
    return found


def optional_day(element: Element | None, *, place: str) -> date | None:
    if element is None:
        return None
    written = text(element, "Dt") or text(element, "DtTm") or " ".join((element.text or "").split())
    if not written:
        return None
    year, month, rest = written[:4], written[5:7], written[8:10]
    if not (year + month + rest).isdecimal() or written[4:5] != "-" or written[7:8] != "-" or int(year) < 1900:
        raise Unreadable(f"{shown(written)} is not a date", place=place)
    return day_of(int(year), int(month), int(rest), place=place)[0]
