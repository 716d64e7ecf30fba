"""Reads MetaTrader 5's Trade History Report, streaming, in any language the terminal speaks.

Nothing is recognised by its wording: a heading is a row with one text, the row below it names the columns, and the
number of columns, their order after the deals, and the terminal's untranslated deal types tell the tables apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO

from fidus.lib.money import MINOR_UNITS
from trading.domain import report_figures as figures
from trading.domain.deal_chain import DealChain
from trading.domain.history import AccountHeader, DealRow, OrderRow, PositionRow, Totals
from trading.domain.report_rows import HtmlRows, Row
from trading.domain.report_tables import Table, deal, open_position, order, position, working_order
from trading.domain.sheet_rows import SIGNATURE, SheetRows
from trading.errors import ReportRefused

Fact = AccountHeader | PositionRow | OrderRow | DealRow | Totals

_ACCOUNT = re.compile(r"(\d{1,18}) ?\( ?([A-Z]{3,6}) ?, ?([^()]*?) ?\)")
_ENVIRONMENTS = {"demo": "demo", "real": "live", "live": "live", "contest": "contest"}
_MARGIN_MODES = {"hedge": "hedge", "hedging": "hedge", "netting": "netting", "exchange": "exchange"}
_FEWEST_COLUMNS = 10
# Lines of the header beside those that are understood; a page that goes on like this is no report.
_MOST_PAIRS = 6
FOREIGN = "this is not a Trade History Report of MetaTrader 5"
ACCOUNT_REPORT = (
    "this is the terminal's Trade Account Report (the state of the account), not its history: "
    "save the report from the tab History"
)


def read_report(file: IO[bytes]) -> Iterator[Fact]:
    """The header first, then every row in the file's order, Totals last; raises ReportRefused.

    Only when Totals has come is the report proved whole: a caller keeps nothing before that.
    """
    signature = file.read(len(SIGNATURE))
    file.seek(0)
    rows = SheetRows(file) if signature == SIGNATURE else HtmlRows(file)
    reader = ReportReader()
    line = 0
    try:
        for row in rows:
            line = row.line
            yield from reader.take(row)
        yield reader.finish()
    except figures.Unreadable as error:
        raise ReportRefused(f"{error}", line=line, unit=rows.unit) from None
    except ReportRefused as refusal:
        refusal_line = refusal.line if refusal.line is not None else (line or None)
        raise type(refusal)(refusal.reason, line=refusal_line, unit=rows.unit) from refusal.__cause__


class ReportReader:
    """Walks the rows: header, tables, summary, results; each state is one method that takes a row."""

    def __init__(self) -> None:
        self._take: Callable[[Row, list[str]], Iterator[Fact]] = self._header
        self._pairs: list[str] = []
        self._account: tuple[int, str, list[str], str] | None = None
        self.header: AccountHeader | None = None
        self.chain = DealChain()
        self._table: Table | None = None

    def take(self, row: Row) -> Iterator[Fact]:
        texts = [cell for cell in row.cells if cell]
        return self._take(row, texts) if texts else iter(())

    def finish(self) -> Totals:
        if self.header is None:
            raise ReportRefused(f"{FOREIGN}: it names no account")
        return self.chain.finish()

    def _header(self, row: Row, texts: list[str]) -> Iterator[Fact]:
        if len(texts) > 2 or len(self._pairs) > _MOST_PAIRS:
            raise ReportRefused(f"{FOREIGN}: no account line like 123456 (USD, Server, demo, Hedge) comes first")
        if len(texts) == 2:
            if found := _ACCOUNT.fullmatch(texts[1]):
                words = [word.strip() for word in found[3].split(",")]
                self._account = (int(found[1]), found[2], words, self._pairs[0] if self._pairs else "")
                self._pairs = []
            elif self._account and figures.is_time(texts[1]):
                self.header = self._made_header(texts[1])
                self.chain.saved_at = self.header.saved_at
                self.chain.exponent = -MINOR_UNITS.get(self.header.currency, 3)
                yield self.header
            else:
                self._pairs.append(texts[1])
        elif self.header and len(texts) == 1:
            self._take = self._columns

    def _made_header(self, saved_at: str) -> AccountHeader:
        assert self._account is not None
        login, currency, words, name = self._account
        if len(words) < 2:
            raise ReportRefused("the account line names no server")
        environment = _ENVIRONMENTS.get(words[1].lower()) if len(words) > 1 else None
        if environment is None:
            raise ReportRefused(f"the account line calls the account {words[1]!r}: neither real, demo nor contest")
        margin_mode = _MARGIN_MODES.get(words[2].lower(), "") if len(words) > 2 else "netting"
        if not margin_mode:
            raise ReportRefused(f"the account line says {words[2]!r}: neither Hedge, Netting nor Exchange")
        return AccountHeader(
            login=login,
            currency=currency,
            server=words[0],
            environment=environment,
            margin_mode=margin_mode,
            saved_at=figures.time(saved_at),
            name=name,
            company=self._pairs[0] if self._pairs else "",
        )

    def _columns(self, row: Row, texts: list[str]) -> Iterator[Fact]:
        if len(texts) < _FEWEST_COLUMNS:
            raise ReportRefused("a table has a heading but no columns")
        self._table = Table.named_by(row.cells)
        self._take = self._rows
        return iter(())

    def _rows(self, row: Row, texts: list[str]) -> Iterator[Fact]:
        table, first = self._table, row.cells[0]
        assert table is not None
        if figures.is_time(first):
            yield self._fact(table, row)
        elif len(texts) == 1:
            self._take = self._columns
        elif not first and all(figures.is_number(text) for text in texts):
            # Open positions have totals too; the deals' are the first, and only those prove anything.
            if self.chain.deals and not self.chain.totals_seen:
                self.chain.check_totals(table.totals(row.cells), has_fee=table.has_fee)
        elif len(texts) in (2, 4) and figures.is_number(texts[1]):
            yield from self._summary(row, texts)
        elif len(row.cells) > 2 and figures.is_time(row.cells[2]):
            raise ReportRefused(ACCOUNT_REPORT)
        else:
            raise ReportRefused(f"a table row begins with {first[:40]!r} where the date and time belong")

    def _fact(self, table: Table, row: Row) -> Fact:
        values = table.values(row.cells)
        if table.width == 12:
            if not self.chain.totals_seen:
                raise ReportRefused(ACCOUNT_REPORT)
            self.chain.has_open_positions = True
            return open_position(values, row.line)
        if table.width in (10, 11):
            return working_order(values, row.line) if self.chain.totals_seen else order(values, row.line)
        if table.width == 13 and figures.is_time(values[8]):
            return position(values, row.line)
        return self.chain.add(deal(values, row.line))

    def _summary(self, row: Row, texts: list[str]) -> Iterator[Fact]:
        """The first line below the tables holds the account's balance; the heading after it opens the results."""
        self.chain.check_balance(figures.number(texts[1]))
        self._take = self._until_results
        return iter(())

    def _until_results(self, row: Row, texts: list[str]) -> Iterator[Fact]:
        if len(texts) == 1:
            self._take = self._results
        return iter(())

    def _results(self, row: Row, texts: list[str]) -> Iterator[Fact]:
        """The first line of the results: net profit, gross profit, gross loss."""
        if not self.chain.results_seen:
            if len(texts) != 6:
                raise ReportRefused("the results do not begin with net profit, gross profit and gross loss")
            net, gross_profit, gross_loss = (figures.number(text) for text in texts[1::2])
            self.chain.check_results(net, gross_profit, gross_loss)
        return iter(())
