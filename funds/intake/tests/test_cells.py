"""Cells and sheets as people write them; what may be two things is asked about."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fidus.lib.money import Money
from funds.intake.domain.cells import read_day, read_money, read_share
from funds.intake.domain.layouts import Kind, suggest_columns
from funds.intake.domain.rows import Reading, read_rows
from funds.intake.domain.sheet import read_sheet
from funds.intake.domain.unusable import Unusable


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("2026-04-03", ""), ("03.04.2026", ""), ("3 Apr 2026", ""), ("03/04/2026", "day"), ("04/03/2026", "month"),
        ("2026-04-03 00:00:00", ""), ("03-04-2026", "day"),
    ],
)  # fmt: skip
def test_a_date_in_many_forms_is_one_day(cell, order):
    assert read_day(cell, order=order) == date(2026, 4, 3)


def test_a_date_that_may_be_two_is_asked_about_and_one_that_cannot_is_not():
    with pytest.raises(Unusable, match="may be two dates"):
        read_day("03/04/2026")
    assert read_day("24/12/2026") == read_day("12/24/2026") == date(2026, 12, 24)
    for cell in ("31/31/2026", "yesterday", "0001-01-01", "2026-02-30"):
        with pytest.raises(Unusable, match="not a date"):
            read_day(cell)


@pytest.mark.parametrize("cell", ["1,234.50", "1.234,50", "1234.5", "1234,50", "1 234,50", "1'234.50", "USD 1,234.50"])
def test_an_amount_in_many_forms_is_one_sum(cell):
    assert read_money(cell, "USD") == Money.of("1234.50", "USD")


@pytest.mark.parametrize("cell", ["1,234", "12..3", "abc", "1.23.4", "", "1e5", "12,34,567.00", "0.005", "9" * 20])
def test_an_amount_that_is_none_or_may_be_two_is_refused(cell):
    with pytest.raises(Unusable):
        read_money(cell, "USD")


def test_a_chosen_sign_settles_it():
    assert read_money("1,234", "USD", decimal=".") == Money.of(1234, "USD")
    assert read_money("1.234", "USD", decimal=",") == Money.of(1234, "USD")
    assert read_share("2,5 %") == Decimal("0.025")


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=-(10**13), max_value=10**13), st.sampled_from([".", ","]))
def test_any_amount_comes_back_as_it_was_written(minor, sign):
    written = f"{Decimal(minor).scaleb(-2):,.2f}"
    if sign == ",":
        written = written.translate(str.maketrans(",.", ".,"))
    assert read_money(written, "USD", decimal=sign) == Money.from_minor(minor, "USD")


def workbook(*rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_a_workbook_and_a_csv_say_the_same():
    head = ["key", "kind", "name"]
    of_xlsx = read_sheet(workbook(head, ["A-1", "person", "Größe Example"], [], [2, "company", "B"]))
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        of_csv = read_sheet("key;kind;name\nA-1;person;Größe Example\n\n2;company;B\n".encode(encoding))
        assert of_csv == of_xlsx
    assert [number for number, _ in of_xlsx.rows] == [2, 4]


def test_a_formula_in_a_cell_is_refused_in_its_row():
    for content in (
        workbook(["key", "kind", "name"], ["1", "person", '=HYPERLINK("x")'], ["2", "person", "Good"]),
        b"key,kind,name\n1,person,=1+1\n2,person,Good\n",
    ):
        sheet = read_sheet(content)
        bad, good = read_rows(Kind.CLIENTS, sheet, Reading(suggest_columns(Kind.CLIENTS, sheet.headings)))
        assert bad.error == "name is a formula; bring in values."
        assert (good.error, good.number) == ("", 3)


def test_two_rows_of_one_key_are_both_refused():
    sheet = read_sheet(b"key,kind,name\n1,person,A\n1,person,B\n2,person,C\n")
    rows = read_rows(Kind.CLIENTS, sheet, Reading({"key": "key", "kind": "kind", "name": "name"}))
    assert [one.error for one in rows] == ["The key 1 stands in 2 rows."] * 2 + [""]


def test_headings_are_guessed_and_a_missing_column_is_named():
    assert suggest_columns(Kind.CLIENTS, ("ID", "Type", "Full name", "E-Mail", "Mobile phone")) == {
        "key": "ID", "kind": "Type", "name": "Full name", "email": "E-Mail", "phone": "Mobile phone",
    }  # fmt: skip
    with pytest.raises(Unusable, match="columns are missing: kind"):
        read_rows(Kind.CLIENTS, read_sheet(b"key,name\n1,A\n"), Reading({"key": "key", "name": "name"}))


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4", b"<html>", b"PK\x03\x04broken", b"key,name\n", b'a,b\n"open', b"a,a\n1,2\n"]
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(Unusable):
        read_sheet(content)


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(content):
    try:
        sheet = read_sheet(content)
    except Unusable:
        return
    assert sheet.headings


# Files as they come from elsewhere, and files made to do harm


def workbook_of(**parts):
    """A workbook with some of its parts put in by hand; None takes one away."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["key", "name"], ["1", "A"]))) as good:
        kept = {name: good.read(name) for name in good.namelist()}
    kept |= {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in kept.items():
            if content is not None:
                made.writestr(name, content)
    return file.getvalue()


def sheet_xml(rows):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


ROWS = "".join(
    f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c></row>' for n, text in ((1, "key"), (2, "A-1"))
)


def test_empty_rows_below_a_table_are_no_rows():
    empty = "".join(f'<row r="{number}"/>' for number in range(3, 25_000))
    sheet = read_sheet(workbook_of(xl__worksheets__sheet1_xml=sheet_xml(ROWS + empty)))
    assert sheet.rows == ((2, ("A-1",)),)


def test_a_sheet_that_reaches_to_the_end_of_the_earth_is_refused_and_said_why():
    far = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    with pytest.raises(Unusable, match="reaches below row 40,000; copy its rows alone"):
        read_sheet(workbook_of(xl__worksheets__sheet1_xml=sheet_xml(ROWS + far)))


def test_a_workbook_that_unpacks_to_a_flood_is_refused_unread():
    bomb = workbook_of(xl__media__image1_xml=b"\0" * (40 * 1024 * 1024))
    assert len(bomb) < 100_000
    with pytest.raises(Unusable, match="too large when unpacked"):
        read_sheet(bomb)


def test_a_workbook_of_entities_that_unfold_is_refused():
    laughs = '<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + sheet_xml(ROWS).replace("A-1", "&b;")
    with pytest.raises(Unusable, match="damaged"):
        read_sheet(workbook_of(xl__worksheets__sheet1_xml=laughs))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=40), st.booleans())
def test_no_damage_to_a_workbook_brings_the_reader_down(place, damage, inside):
    content = sheet_xml(ROWS).encode() if inside else workbook(["key", "name"], ["1", "A"])
    place %= len(content)
    content = content[:place] + damage + content[place + len(damage) :]
    try:
        sheet = read_sheet(workbook_of(xl__worksheets__sheet1_xml=content) if inside else content)
    except Unusable:
        return
    assert isinstance(sheet.rows, tuple)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_letters_are_told_by_the_bytes_also_where_no_mark_says_so(encoding):
    assert read_sheet("key;name\n1;Größe\n".encode(encoding)).rows == ((2, ("1", "Größe")),)


@pytest.mark.parametrize("content", [b"key,name\n1,A\0B\n", b"\xff\xfek\0e", b"key,name\n1,\x81\n"])
def test_letters_that_cannot_be_read_are_said_to_be_so(content):
    with pytest.raises(Unusable, match="save it as UTF-8"):
        read_sheet(content)


def test_excels_own_first_line_names_the_sign_and_is_no_row():
    assert read_sheet(b'sep=;\nkey;name\n1;"A, B"\n').rows == ((3, ("1", "A, B")),)


def test_what_excel_puts_in_place_of_a_value_is_refused_in_its_row():
    with pytest.raises(Unusable, match="Excel's number of a day"):
        read_day("46000")
    sheet = read_sheet(b"key,kind,name\n1,person,#N/A\n2,person,A\x07\n3,person,B\n")
    rows = read_rows(Kind.CLIENTS, sheet, Reading({"key": "key", "kind": "kind", "name": "name"}))
    assert [one.error for one in rows] == [
        "name is Excel's error #N/A; bring in values.", "name holds a sign that cannot be seen; type it anew.", "",
    ]  # fmt: skip
