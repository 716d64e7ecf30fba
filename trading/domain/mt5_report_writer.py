"""Writes a history as the terminal's own Trade History Report, page and quirks alike: for the demo firm and tests."""

from __future__ import annotations

import codecs
import html
from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle

from trading.domain.history import History
from trading.domain.report_layout import Layout

_MARKS = {
    "utf-8": b"",
    "utf-8-sig": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
_STYLE = """    <style type="text/css">
    <!--
    .msdate { mso-number-format:"General Date"; }
    .mspt   { mso-number-format:\\#\\,\\#\\#0\\.00;  }
    .hidden { display: none; }
    body {margin:1px;}
    //-->
    </style>"""
_WIDTH = 14
_SPACER = '        <tr>\n            <td nowrap style="height: 10px"></td>\n        </tr>\n'
# How many grid columns a table's last columns span: the tables are wider than some have columns.
_SPANS = {"positions": [2], "orders": [2, 3], "deals": [], "open_positions": [3], "working_orders": [2, 3]}


def write_report(history: History, *, language: str = "en", with_fee: bool = True) -> str:
    """The page as one text; see report_bytes for the terminal's encodings."""
    return "".join(report_parts(history, language=language, with_fee=with_fee))


def report_bytes(
    history: History, *, encoding: str = "utf-16-le", language: str = "en", with_fee: bool = True
) -> bytes:
    """As the terminal saves it: UTF-16LE behind a byte order mark, lines ended with CR LF."""
    page = write_report(history, language=language, with_fee=with_fee).replace("\n", "\r\n")
    return _MARKS[encoding] + page.encode(encoding.removesuffix("-sig"))


def report_parts(history: History, *, language: str = "en", with_fee: bool = True) -> Iterator[str]:
    """The page piece by piece, for histories too long to hold twice."""
    layout = Layout(history, language, with_fee)
    yield from _head(layout)
    if history.positions:
        yield from _table_head(layout, "positions")
        for colour, position in zip(cycle(("#FFFFFF", "#F7F7F7")), history.positions, strict=False):
            yield _position_row(layout.position(position), position.comment, colour)
        yield _SPACER
    if history.orders:
        yield from _table_head(layout, "orders")
        yield from _rows((layout.order(row) for row in history.orders), _SPANS["orders"])
        yield _SPACER
    yield from _deals(layout)
    if history.open_positions:
        yield from _table_head(layout, "open_positions")
        yield from _rows((layout.open_position(row) for row in history.open_positions), _SPANS["open_positions"])
        swap = sum((row.swap for row in history.open_positions), Decimal(0))
        sums = "".join(f"<td nowrap><b>{layout.amount(value)}</b></td>" for value in (swap, layout.floating))
        yield f'        <tr align="right"><td colspan="9"></td>{sums}<td></td></tr>\n'
    if history.working_orders:
        yield from _table_head(layout, "working_orders")
        yield from _rows((layout.order(row) for row in history.working_orders), _SPANS["working_orders"])
        yield _SPACER
    yield from _foot(layout)


def _head(layout: Layout) -> Iterator[str]:
    header, title = layout.history.header, html.escape(layout.words["title"])
    yield '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">\n'
    yield f"<html>\n  <head>\n    <title>{header.login}: {html.escape(header.name)} - {title}</title>\n"
    yield f'    <meta name="generator" content="client terminal">\n{_STYLE}\n  </head>\n<body>\n<div align="center">\n'
    yield '    <table cellspacing="1" cellpadding="3" border="0">\n        <tr align="center">\n'
    yield f'            <td colspan="{_WIDTH}"><div style="font: 14pt Tahoma"><b>{title}</b><br></div></td>\n'
    yield "        </tr>\n"
    for name, value in layout.header():
        text = html.escape(value).replace(" ", "&nbsp;") if value.endswith(")") else html.escape(value)
        yield f'        <tr align="left">\n            <th colspan="4" nowrap align="right">{name}:</th>\n'
        yield f'            <th colspan="10" nowrap align="left"><b>{text}</b></th>\n        </tr>\n'
    yield "        <tr>\n" + '            <td nowrap style="width: 60px;"></td>\n' * _WIDTH + "        </tr>\n"


def _table_head(layout: Layout, table: str) -> Iterator[str]:
    yield f'        <tr align="center">\n            <th colspan="{_WIDTH}" style="height: 25px">'
    yield f'<div style="font: 10pt Tahoma"><b>{html.escape(layout.words[table])}</b></div></th>\n        </tr>\n'
    names = layout.columns(table)
    spans = [1] * (len(names) - len(_SPANS[table])) + _SPANS[table]
    yield '        <tr align="center" bgcolor="#E5F0FC">\n'
    for place, (name, span) in enumerate(zip(names, spans, strict=True)):
        hidden = _hidden(layout, place) if table == "deals" else ""
        yield f"            <td nowrap{hidden}{_colspan(span)}><b>{html.escape(name)}</b></td>\n"
    yield "        </tr>\n"


def _rows(rows: Iterator[list[str]], spans: list[int]) -> Iterator[str]:
    for colour, cells in zip(cycle(("#FFFFFF", "#F7F7F7")), rows, strict=False):
        wide = [1] * (len(cells) - len(spans)) + spans
        tds = "".join(f"<td{_colspan(span)}>{html.escape(text)}</td>" for text, span in zip(cells, wide, strict=True))
        yield f'        <tr bgcolor="{colour}" align="right">{tds}</tr>\n'


def _position_row(cells: list[str], comment: str, colour: str) -> str:
    """The terminal hides the comment in a wide cell in the middle of the row."""
    lines = [f"<td>{html.escape(text)}</td>" for text in cells[:4]]
    lines.append(f'<td class="hidden" colspan="8">{html.escape(comment)}</td>')
    lines += [f'<td class="">{html.escape(text)}</td>' for text in cells[4:-1]]
    lines.append(f'<td colspan="2">{html.escape(cells[-1])}</td>')
    body = "".join(f"            {line}\n" for line in lines)
    return f'        <tr bgcolor="{colour}" align="right">\n{body}        </tr>\n        \n'


def _deals(layout: Layout) -> Iterator[str]:
    yield from _table_head(layout, "deals")
    for colour, deal in zip(cycle(("#FFFFFF", "#F7F7F7")), layout.history.deals, strict=False):
        tds = "".join(
            f"<td nowrap{_hidden(layout, place)}>{html.escape(text)}</td>"
            for place, text in enumerate(layout.deal(deal))
        )
        yield f'        <tr bgcolor="{colour}" align="right">{tds}</tr>\n'
    yield '        <tr align="right">\n            <td nowrap colspan="8" style="height: 30px"></td>\n'
    yield from (f"            <td nowrap><b>{text}</b></td>\n" for text in layout.totals())
    yield "            <td nowrap></td>\n        </tr>\n"


def _foot(layout: Layout) -> Iterator[str]:
    for cells in layout.summary():
        tds = "".join(
            f'<td colspan="3">{html.escape(name)}:</td><td colspan="2"><b>{value}</b></td>'
            for name, value in zip(cells[::2], cells[1::2], strict=True)
        )
        yield f'        <tr align="right">{tds}</tr>\n'
    login = layout.history.header.login
    yield f'        <tr align="center">\n            <th colspan="13"><img src="ReportHistory-{login}.png"></th>\n'
    yield "        </tr>\n        <tr>\n"
    yield f'            <td colspan="13" align="center"><div><b>{html.escape(layout.words["results"])}</b></div></td>\n'
    yield '        </tr>\n        <tr align="right">\n'
    results = layout.results()
    for name, value in zip(results[::2], results[1::2], strict=True):
        yield f'            <td nowrap colspan="3">{html.escape(name)}:</td>\n'
        yield f"            <td nowrap><b>{value}</b></td>\n"
    yield f'        </tr>\n        <tr align="right"><td nowrap colspan="3">{html.escape(layout.words["trades"])}:</td>'
    yield f"<td nowrap><b>{len(layout.history.positions)}</b></td></tr>\n{_SPACER}"
    yield "    </table>\n</div>\n</body>\n</html>"


def _hidden(layout: Layout, place: int) -> str:
    """The terminal keeps a column of costs out of sight among the deals."""
    return ' class="hidden"' if layout.with_fee and place == 8 else ""


def _colspan(span: int) -> str:
    return f' colspan="{span}"' if span > 1 else ""
