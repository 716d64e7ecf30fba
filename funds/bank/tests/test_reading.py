"""Formats read: what is written comes back, what is cut off is never believed, and CSV as banks vary it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funds.bank.domain.amounts import amount_of, nearest_year
from funds.bank.domain.camt import read_camt
from funds.bank.domain.camt_writer import write_camt
from funds.bank.domain.csv_mapping import CsvMapping
from funds.bank.domain.csv_statement import read_csv
from funds.bank.domain.csv_suggestion import suggest_mapping
from funds.bank.domain.letters import text_of
from funds.bank.domain.mt940 import read_mt940
from funds.bank.domain.mt940_writer import write_mt940
from funds.bank.domain.recognise import read_file
from funds.bank.domain.same_bookings import Told, missing_from
from funds.bank.domain.statement import Balance, Entry, Kind, Statement, TieState
from funds.bank.domain.unreadable import Unreadable
from funds.bank.tests.files import camt, entry, mt940

cents = st.integers(min_value=-10_000_000_00, max_value=10_000_000_00)
# MT940 tells years by two digits: 80 is 1980.
days = st.dates(min_value=date(2001, 1, 1), max_value=date(2079, 10, 31))
words = st.text(st.sampled_from("abc XYZ 019.,/()'"), max_size=90).map(lambda text: " ".join(text.split()))


@st.composite
def statements(draw):
    opening, closing = draw(cents), 0
    start = draw(days)
    entries, total = [], opening
    for number in range(draw(st.integers(0, 6))):
        minor = draw(cents)
        total += minor
        booked_on = start + timedelta(days=draw(st.integers(0, 40)))
        entries.append(
            Entry(
                place="", amount=Decimal(minor).scaleb(-2), currency="EUR", booked_on=booked_on,
                value_on=booked_on + timedelta(days=draw(st.integers(-20, 20))), reversal=draw(st.booleans()),
                bank_reference=f"B{number}", text=draw(words),
            )
        )  # fmt: skip
    closing = total
    end = start + timedelta(days=40)
    balances = (
        Balance("OPBD", Decimal(opening).scaleb(-2), "EUR", start),
        Balance("CLBD", Decimal(closing).scaleb(-2), "EUR", end),
    )
    return Statement(
        Kind.STATEMENT, "", "DE89370400440532013000", "EUR", "REF1", "7", "", start, end, balances, tuple(entries)
    )


def essence(statement):
    entries = [
        (one.amount, one.currency, one.booked_on, one.value_on, one.reversal, one.bank_reference)
        for one in statement.entries
    ]
    return statement.account, statement.currency, statement.number, statement.balances, entries


@settings(max_examples=60, deadline=None)
@given(statements())
def test_what_is_written_as_camt_or_mt940_is_what_is_read(statement):
    for found in (*read_camt(write_camt([statement])), *read_mt940(write_mt940([statement]).decode())):
        assert essence(found) == essence(statement)
        assert found.tie.state is TieState.TIES


@settings(max_examples=40, deadline=None)
@given(statements(), st.floats(min_value=0.02, max_value=0.999))
def test_a_file_cut_anywhere_is_refused_or_does_not_tie_or_says_the_same(statement, share):
    for written in (write_camt([statement]), write_mt940([statement])):
        cut = written[: int(len(written) * share)]
        try:
            found = read_file(cut)
        except Unreadable:
            continue
        for one in found:
            same = essence(one)[3:] == essence(statement)[3:]
            assert same or one.tie.state is not TieState.TIES or one.closing.amount == statement.closing.amount


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(days, cents, words), min_size=1, max_size=8), st.sampled_from(";,\t|"), st.booleans())
def test_any_csv_is_read_exactly_by_its_mapping(rows, delimiter, german):
    decimal, thousands, form = (",", ".", "%d.%m.%Y") if german else (".", ",", "%Y-%m-%d")
    written = [f"Day{delimiter}Amount{delimiter}Text"]
    for day, minor, text in rows:
        figure = f"{Decimal(minor).scaleb(-2):,.2f}"
        figure = figure.translate(str.maketrans(",.", ".,")) if german else figure
        written.append(delimiter.join([day.strftime(form), f'"{figure}"', '"' + text.replace('"', '""') + '"']))
    mapping = CsvMapping(delimiter, decimal, thousands, form, "Day", amount="Amount", text=("Text",))
    [found] = read_csv("\n".join(written) + "\n", mapping, account="X", currency="EUR")
    assert [(one.booked_on, one.amount) for one in found.entries] == [
        (day, Decimal(minor).scaleb(-2)) for day, minor, _ in rows
    ]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_at_all_bring_the_reader_down(content):
    mapping = CsvMapping(",", ".", "", "%Y-%m-%d", "a", amount="b")
    for read in (lambda: read_file(content, mapping=mapping, account="X", currency="EUR"), lambda: text_of(content)):
        try:
            found = read()
        except Unreadable:
            continue
        assert found


told = st.builds(
    Told, st.sampled_from([date(2026, 4, 1), date(2026, 4, 2)]), st.sampled_from([100, 200]),
    st.sampled_from(["", "B1"]), st.sampled_from(["x", "y"]), st.just("CAMT"),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(told, max_size=8), st.randoms(use_true_random=False))
def test_the_same_bookings_again_are_all_known_in_whatever_order(held, random):
    again = list(held)
    random.shuffle(again)
    assert missing_from(held, again) == []
    assert len(missing_from(held, [*again, *again])) == len(held)


@pytest.mark.parametrize("version", ["02", "04", "06", "08", "12"])
def test_every_version_of_camt_is_read_alike(version):
    status = "BOOK" if version < "08" else "<Cd>BOOK</Cd>"
    [found] = read_camt(camt(entry("5.00", "DBIT", status=status), version=version))
    assert (found.form, found.entries[0].amount) == (f"camt.053.001.{version}", Decimal("-5.00"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_letters_of_every_encoding_are_read(encoding):
    text = "Tag;Betrag;Text\n01.04.2026;1,00;Größe für Zürich\n"
    assert text_of(text.encode(encoding))[0] == text


def test_a_camt_that_lies_about_its_letters_is_read_all_the_same():
    file = camt(entry("5.00", more="<AddtlNtryInf>Zürich</AddtlNtryInf>"))
    [found] = read_camt(file.decode().encode("latin-1"))
    assert found.entries[0].text == "Zürich"


def test_the_turn_of_the_year_lies_between_value_and_booking():
    [found] = read_mt940(mt940(":61:2512310102C10,00NTRFNONREF", closing="C260102EUR110,00"))
    assert (found.entries[0].value_on, found.entries[0].booked_on) == (date(2025, 12, 31), date(2026, 1, 2))
    assert nearest_year(12, 30, date(2026, 1, 2), place="")[0] == date(2025, 12, 30)


def test_marks_of_mt940_have_their_signs():
    lines = [f":61:2604100410{mark}1,00NTRFNONREF" for mark in ("C", "D", "RC", "RD", "CR", "DR", "RCR", "RDD")]
    [found] = read_mt940(mt940(*lines))
    assert [int(one.amount) for one in found.entries] == [1, -1, -1, 1, 1, -1, -1, 1]
    assert [one.reversal for one in found.entries] == [False, False, True, True, False, False, True, True]


def test_structured_remittance_of_both_schools():
    german = ":86:166?00GUTSCHRIFT?20EREF+E2E-1?21SVWZ+Rent April?31DE42100100100043921105?32Ada Ex?33ample"
    dutch = ":86:/EREF/E2E-2//NAME/Bruno Sample/REMI/Invoice 7/IBAN/NL71RABO0123456789/"
    line = ":61:2604100410C0,00NTRFNONREF"
    [found] = read_mt940(mt940(line, german, line, dutch))
    one, other = found.entries
    assert (one.end_to_end_id, one.counterparty, one.text) == ("E2E-1", "Ada Example", "GUTSCHRIFT Rent April")
    assert (other.end_to_end_id, other.counterparty, other.text) == ("E2E-2", "Bruno Sample", "Invoice 7")


@pytest.mark.parametrize(
    "written", ["12..34", "1,000", "1e5", "", "abc", "1 000", "٣", "--5", "5-", "0x10", "∞", "NaN"]
)
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(Unreadable, match="Line 3"):
        amount_of(written, "EUR", place="line 3")


def test_thousands_stand_before_groups_of_three():
    assert amount_of("1.234.567,80", "EUR", place="", decimal=",", thousands=".") == Decimal("1234567.80")
    with pytest.raises(Unreadable):
        amount_of("12.34,5", "EUR", place="", decimal=",", thousands=".")
    assert amount_of("100", "JPY", place="") == Decimal(100)


def test_a_mapping_is_guessed_from_headings_and_figures():
    text = "Konto DE89\nZeitraum April\n\nBuchungstag;Valuta;Auftraggeber;Verwendungszweck;Soll;Haben;Saldo\n" + (
        "30.04.2026;30.04.2026;Ada;Miete;1.040,00;;960,00\n29.04.2026;29.04.2026;Bruno;Einlage;;2.000,00;2.000,00\n"
    )
    mapping = suggest_mapping(text)
    assert (mapping.delimiter, mapping.skip, mapping.decimal, mapping.thousands) == (";", 3, ",", ".")
    assert (mapping.booked_on, mapping.debit, mapping.credit, mapping.balance) == (
        "Buchungstag",
        "Soll",
        "Haben",
        "Saldo",
    )
    [found] = read_csv(text, mapping, account="X", currency="EUR")
    assert (found.opening.amount, found.closing.amount, found.tie.state) == (0, Decimal("960.00"), TieState.TIES)
    assert [one.counterparty for one in found.entries] == ["Bruno", "Ada"]


def test_a_csv_whose_balances_do_not_follow_is_refused_by_its_line():
    text = "Date,Amount,Balance\n2026-04-01,5.00,5.00\n2026-04-02,5.00,11.00\n"
    with pytest.raises(Unreadable, match="Line 3: the balance does not follow"):
        read_csv(text, suggest_mapping(text), account="X", currency="EUR")


def test_a_row_that_was_cut_off_and_a_missing_column_are_refused():
    mapping = CsvMapping(",", ".", "", "%Y-%m-%d", "Date", amount="Amount", text=("Text",))
    with pytest.raises(Unreadable, match="Line 2: the row has 2 cells"):
        read_csv("Date,Amount,Text\n2026-04-01,5.0", mapping, account="X", currency="EUR")
    with pytest.raises(Unreadable, match="no column “Text”"):
        read_csv("Date,Amount\n2026-04-01,5.0\n", mapping, account="X", currency="EUR")
    [found] = read_csv("Date,Amount,Text\n2026-04-01,5.0,x", mapping, account="X", currency="EUR")
    assert "last row is whole" in found.notes[0]
    with pytest.raises(Unreadable, match="Choose one column with the amount"):
        read_csv("Date\n", replace(mapping, amount=""), account="X", currency="EUR")
