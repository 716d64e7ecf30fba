import csv
import io
from datetime import date
from decimal import Decimal

from openpyxl import load_workbook

from fidus.lib.money import Money
from fidus.lib.spreadsheet import as_csv, as_xlsx

HEAD = ("Date", "Text", "Amount")
ROWS = [
    (date(2026, 10, 31), "Interest", Money.of("32168.24", "USD")),
    (None, '=HYPERLINK("http://example.invalid")', Money.of("-3", "JPY")),
    (date(2026, 11, 1), "Muster, “Emil”\nzwei Zeilen", Decimal("0.10")),
]


def test_a_csv_file_reads_back_as_it_was_written_and_runs_no_formula():
    read = list(csv.reader(io.StringIO(as_csv(HEAD, ROWS).decode("utf-8-sig"), newline="")))
    assert read == [
        list(HEAD),
        ["2026-10-31", "Interest", "32168.24"],
        ["", '\'=HYPERLINK("http://example.invalid")', "-3"],
        ["2026-11-01", "Muster, “Emil”\nzwei Zeilen", "0.10"],
    ]


def test_a_workbook_holds_numbers_as_numbers_and_text_as_text():
    sheet = load_workbook(io.BytesIO(as_xlsx("Activity", HEAD, ROWS))).active
    assert sheet["C2"].value == 32168.24
    assert sheet["C2"].number_format == "#,##0.00"
    assert sheet["C3"].number_format == "#,##0"
    assert (sheet["B3"].data_type, sheet["B3"].value) == ("s", '=HYPERLINK("http://example.invalid")')
    assert sheet["A2"].value.date() == date(2026, 10, 31)
