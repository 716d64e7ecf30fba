"""A file is told by what is in it."""

import codecs
import io

import pytest

from trading.brokers.ib.tests.test_flex import file_of, statement, trade
from trading.brokers.kite import tradebook
from trading.domain.mt5_report_writer import report_bytes
from trading.domain.mt5_sheet_writer import write_sheet
from trading.domain.report_formats import ENOUGH, format_of
from trading.errors import ReportRefused
from trading.services.import_broker_file import import_broker_file
from trading.tests.histories import every_kind

FLEX = file_of(statement(trade())).read()
BOOK = tradebook.write([]).encode()


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (report_bytes(every_kind()), "mt5"),
        (report_bytes(every_kind(), encoding="utf-16-le"), "mt5"),
        (codecs.BOM_UTF8 + b"\r\n<html>", "mt5"),
        (write_sheet(every_kind()), "mt5"),
        (FLEX, "flex"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- kept -->\n' + FLEX, "flex"),
        (BOOK, "tradebook"),
        (BOOK.replace(b"_", b" ").title().replace(b"\n", b"\r\n"), "tradebook"),
        (b"", ""),
        (b"%PDF-1.7", ""),
        (b"date,amount\n2026-01-01,5\n", ""),
    ],
)
def test_the_kind_of_a_file_is_found_in_it(content, format):
    assert format_of(content[:ENOUGH]) == format


def test_a_file_of_no_kind_is_refused_with_the_kinds_there_are(db):
    with pytest.raises(ReportRefused, match=r"neither a trade history report.* nor a Flex statement.* nor a tradebook"):
        import_broker_file(file=io.BytesIO(b"%PDF-1.7"), name="report.html", by=None)


def test_a_report_called_like_a_statement_is_a_report_all_the_same(db):
    report = import_broker_file(file=io.BytesIO(report_bytes(every_kind())), name="statement.xml", by=None)
    assert (report.format, report.deals_added) == ("mt5", 3)
