"""The attributes of one element of a Flex statement as exact values, refused with their place."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from trading.brokers.base import Refused

_NOTHING = frozenset({"", "-", "--", "N/A"})
_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,20})?(\.\d{1,12})?([eE]-?\d{1,2})?")
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[;, T]+(\d{2}):?(\d{2}):?(\d{2}))?(?: [A-Z]{3,4})?")


class FlexRefused(Refused, ValueError):
    """The file is none, or says something that cannot be; the words name the element, `line` is the file's."""

    def __init__(self, words: str, *, line: int | None = None) -> None:
        self.line = line or None
        super().__init__(words)


class Row:
    """One element of a file; `count` is its place among its like, from 1."""

    def __init__(self, name: str, attributes: dict[str, str], *, count: int, line: int) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self._count = count

    @property
    def place(self) -> str:
        return f"<{self.name}> number {self._count}"

    def text(self, name: str) -> str:
        value = self.attributes.get(name, "").strip()
        return "" if value in _NOTHING else value

    def needed(self, name: str) -> str:
        if not (value := self.text(name)):
            raise self._bad(f"has no {name}")
        return value

    def number(self, name: str, *, needed: bool = False) -> Decimal:
        """Zero where it is not told and not needed."""
        value = self.needed(name) if needed else self.text(name)
        if not value:
            return Decimal(0)
        if not _NUMBER.fullmatch(value):
            raise self._bad(f": {name} is {value[:40]!r}, which is no number")
        try:
            return Decimal(value.replace(",", ""))
        except InvalidOperation as wrong:
            raise self._bad(f": {name} is {value[:40]!r}, which is no number") from wrong

    def rate(self) -> Decimal | None:
        """Of the line's currency to the account's own; None where it is not told."""
        rate = self.number("fxRateToBase")
        if rate < 0:
            raise self._bad(f": fxRateToBase is {rate}")
        return rate or None

    def moment(self, *names: str) -> datetime:
        """The first of `names` that is told, as the statement's own clock held as UTC; a time of its own may follow."""
        for name in names:
            if value := self.text(name):
                if name == "tradeDate" and "tradeTime" in names and (at := self.text("tradeTime")):
                    value = f"{value};{at}"
                return self._moment(name, value)
        raise self._bad(f"has none of {', '.join(names)}")

    def _moment(self, name: str, value: str) -> datetime:
        try:
            return moment_of(value)
        except ValueError as wrong:
            raise self._bad(f": {name} is {value[:40]!r}, which is no date") from wrong

    def _bad(self, words: str) -> FlexRefused:
        return FlexRefused(f"{self.place}{words if words.startswith(':') else ' ' + words}", line=self.line)


def moment_of(value: str) -> datetime:
    """A date, or a date and a time, in any of the vendor's settings; raises ValueError."""
    found = _DATE.fullmatch(value)
    if found is None:
        raise FlexRefused(f"{value[:40]!r} is no date")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
