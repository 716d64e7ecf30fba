"""The European Central Bank's reference rates as it publishes them: the history, one day, and the XML of the feed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_CURRENCY = re.compile(r"[A-Z]{3}")
_VALUE = re.compile(r"\d{1,10}(\.\d{1,10})?")
_ONLY_ZEROS = re.compile(r"[0.]+")
# The euro's first reference rates; nothing can be worth anything in it before.
EARLIEST = date(1999, 1, 4)
MISSING = frozenset({"N/A", ""})


class Layout(StrEnum):
    HISTORY = "history"
    SINGLE_DAY = "single day"
    XML = "xml"


class BadFile(ValueError):
    """The text is not what the bank publishes; says where."""


@dataclass(frozen=True, slots=True)
class DayOfRates:
    """Units of each currency for one euro, as written."""

    on: date
    rates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RatesFile:
    """All days of a file, each once, in the file's order; never empty."""

    layout: Layout
    days: tuple[DayOfRates, ...]


def read_rates(text: str) -> RatesFile:
    """Whichever of the three layouts `text` is; raises BadFile."""
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if text.lstrip().startswith("<"):
        layout, found = Layout.XML, _xml_days(text)
    elif text.startswith("Date,"):
        history = "\n" in text and re.search(r"\n\d{4}-", text) is not None
        layout = Layout.HISTORY if history else Layout.SINGLE_DAY
        found = _csv_days(text, layout)
    else:
        raise BadFile("The file begins neither with the line of currencies nor as XML.")
    days: dict[date, DayOfRates] = {}
    for day in found:
        if day.on in days:
            raise BadFile(f"{day.on:%-d %b %Y} stands in the file twice.")
        if not day.rates:
            raise BadFile(f"{day.on:%-d %b %Y} has no rate.")
        days[day.on] = day
    if not days:
        raise BadFile("The file holds no day.")
    return RatesFile(layout, tuple(days.values()))


def _csv_days(text: str, layout: Layout) -> Iterator[DayOfRates]:
    rows = csv.reader(text.splitlines(), skipinitialspace=True, strict=True)
    try:
        head = [cell.strip() for cell in next(rows)]
        currencies = _currencies(head)
        for number, row in enumerate(rows, start=2):
            if row:
                yield _csv_day(row, len(head), currencies, number, layout)
    except csv.Error as error:
        raise BadFile(f"The file is not a table: {error}.") from error


def _currencies(head: Sequence[str]) -> list[str]:
    # Each line ends with a comma, so the last column has no name.
    names = list(head[1:-1] if head[-1] == "" else head[1:])
    for name in names:
        if not _CURRENCY.fullmatch(name):
            raise BadFile(f"Line 1: {name!r} is no currency.")
    if not names or len(set(names)) != len(names):
        raise BadFile("Line 1 does not name each currency once.")
    return names


def _csv_day(row: list[str], width: int, currencies: list[str], number: int, layout: Layout) -> DayOfRates:
    if len(row) != width:
        raise BadFile(f"Line {number} has {len(row)} cells, the first line has {width}: the file was cut off or mixed.")
    on = _day(row[0].strip(), f"Line {number}", "%Y-%m-%d" if layout is Layout.HISTORY else "%d %B %Y")
    rates = []
    for currency, cell in zip(currencies, row[1:], strict=False):
        written = cell.strip()
        if written not in MISSING:
            rates.append((currency, _value(written, f"Line {number}, {currency}")))
    return DayOfRates(on, tuple(rates))


def _xml_days(text: str) -> Iterator[DayOfRates]:
    try:
        root: Element = fromstring(text.encode())
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BadFile("The file is not whole XML.") from error
    for cube in root.iter():
        if "time" not in cube.attrib:
            continue
        on = _day(cube.attrib["time"], "The XML", "%Y-%m-%d")
        rates: dict[str, str] = {}
        for part in cube:
            currency, written = part.attrib.get("currency", ""), part.attrib.get("rate", "")
            where = f"{on:%-d %b %Y}, {currency or 'a rate'}"
            if not _CURRENCY.fullmatch(currency) or currency in rates:
                raise BadFile(f"{where}: each rate names its currency, once.")
            rates[currency] = _value(written, where)
        yield DayOfRates(on, tuple(rates.items()))


def _day(written: str, where: str, form: str) -> date:
    try:
        on = datetime.strptime(written, form).date()  # noqa: DTZ007 (a day of the calendar)
    except ValueError:
        raise BadFile(f"{where}: {written!r} is no day.") from None
    if on < EARLIEST:
        raise BadFile(f"{where}: the euro began on {EARLIEST:%-d %b %Y}, not before {written}.")
    return on


def _value(written: str, where: str) -> str:
    if not _VALUE.fullmatch(written) or _ONLY_ZEROS.fullmatch(written):
        raise BadFile(f"{where}: {written!r} is no rate.")
    return written
