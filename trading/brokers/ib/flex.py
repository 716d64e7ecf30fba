"""Reads Interactive Brokers' Flex statements (XML): pure, exact, and nothing of what it knows is lost in silence.

What is a trade becomes a FillState, money without a trade a CashState, what is held a PositionState; what fits in none
of them (corporate actions, cancelled trades whose original is not there, lines without a size) is kept as `Other` with
the reason. Amounts stay in the currency they are told in, beside the rate to the account's own; flex_facts.py values
them. Everything a statement says is in attributes, so no tree is built and memory holds what was taken alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, BinaryIO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from trading.brokers.ib.flex_others import cash, cash_report, corporate_action, name_sums, position
from trading.brokers.ib.flex_statement import Cash, Held, Other, Statement, Trade
from trading.brokers.ib.flex_trades import pair_cancelled, symbol, trade
from trading.brokers.ib.flex_values import FlexRefused, Row

__all__ = ["Cash", "FlexRefused", "Held", "Other", "Statement", "Trade", "read"]

LARGEST = 64 * 1024 * 1024  # bytes
ROOT = "FlexQueryResponse"
_PIECE = 1 << 16

_TAKEN: dict[str, Callable[[Statement, Row], None]] = {
    "Trade": trade,
    "CashTransaction": cash,
    "OpenPosition": lambda statement, row: position(statement, row, symbol(row)),
    "CorporateAction": corporate_action,
    "CashReportCurrency": cash_report,
}


def read(file: BinaryIO) -> list[Statement]:
    """All statements of a file; raises FlexRefused with the element and the line that are wrong."""
    taker = _Taker()
    parser: Any = DefusedXMLParser(target=taker, forbid_dtd=True)
    taker.line = lambda: parser.parser.CurrentLineNumber
    left = LARGEST
    try:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise FlexRefused(f"the file is larger than {LARGEST // 1024 // 1024} MB")
            parser.feed(piece)
        parser.close()
    except DefusedXmlException as hostile:
        words = f"the file declares entities or a document type: {type(hostile).__name__}"
        raise FlexRefused(words, line=taker.line()) from hostile
    except FlexRefused:
        raise
    except (ParseError, UnicodeDecodeError, ValueError) as broken:
        line = broken.position[0] if isinstance(broken, ParseError) else None
        raise FlexRefused(f"the file is no XML: {broken}", line=line) from broken
    if not taker.statements:
        raise FlexRefused("there is no <FlexStatement> in this file")
    for statement in taker.statements:
        name_sums(statement)
        pair_cancelled(statement)
    return taker.statements


class _Taker:
    """Called by the parser with each element as it begins."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.line: Callable[[], int] = lambda: 0
        self._seen: Counter[str] = Counter()
        self._rooted = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._rooted and name != ROOT:
            raise FlexRefused(f"a Flex statement begins with <{ROOT}>, this file with <{name[:40]}>", line=self.line())
        self._rooted = True
        self._seen[name] += 1
        row = Row(name, attributes, count=self._seen[name], line=self.line())
        if name == "FlexStatement":
            self.statements.append(
                Statement(
                    row.needed("accountId"), "", row.text("fromDate"), row.text("toDate"), row.text("whenGenerated")
                )
            )
        elif name == "AccountInformation" and self.statements:
            self.statements[-1].currency, self.statements[-1].name = row.text("currency"), row.text("name")
        elif name == "OpenPositions" and self.statements:
            self.statements[-1].tells_positions = True
        elif name in _TAKEN:
            self._take(name, row)

    def _take(self, name: str, row: Row) -> None:
        if not self.statements:
            raise FlexRefused(f"{row.place} stands outside of any statement", line=row.line)
        _TAKEN[name](self.statements[-1], row)
        rate, currency = row.rate(), row.text("currency")
        if rate is not None and currency:
            self.statements[-1].rates[currency] = rate

    def end(self, name: str) -> None:
        """What an element says is in its beginning."""

    def data(self, text: str) -> None:
        """Between the elements stands nothing but space."""

    def close(self) -> None:
        """Nothing is left to be done."""
