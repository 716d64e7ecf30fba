"""Every real file of a bank that we hold: how much it says, whether it ties, and what of it is special."""

from datetime import date
from decimal import Decimal

import pytest

from funds.bank.domain.recognise import read_file
from funds.bank.domain.statement import Kind, Standing, TieState
from funds.bank.domain.unreadable import Unreadable

pytestmark = pytest.mark.shared

# File -> statements, bookings, sum of the bookings, statements that tie, that differ; the rest has no balances.
GOLDEN = {
    "bsp_camt.053.001.02.xml": (1, 3, "-64321.50", 1, 0),
    "bsp_camt053_duplicate_same_day.xml": (1, 2, "-9.00", 0, 0),
    "bsp_camt053_multicurrency.xml": (2, 3, "650.26", 2, 0),
    "genkgo_camt052.v6.Amt-zero.xml": (1, 1, "-200000.00", 0, 0),
    "genkgo_camt053.v2.all-balance-types.xml": (1, 1, "8.85", 0, 1),
    "genkgo_camt053.v2.five.decimals.xml": (1, 1, "8.85", 0, 1),
    "genkgo_camt053.v2.minimal.xml": (1, 1, "8.85", 0, 1),
    "genkgo_camt053.v2.multi.statement.xml": (2, 2, "1.85", 2, 0),
    "genkgo_camt053.v4.xml": (1, 1, "8.85", 0, 1),
    "genkgo_camt053.v8.xml": (1, 1, "8.85", 0, 1),
    "genkgo_camt054.v4.xml": (1, 1, "-200000.00", 0, 0),
    "mt940_ASNB_mt940.txt": (31, 8, None, 31, 0),
    "mt940_betterplace_sepa_mt9401.sta": (26, 97, None, 26, 0),
    "mt940_citi_mt940.txt": (1, 5, "-1142.75", 1, 0),
    "mt940_cmxl_mt940.sta": (3, 16, None, 3, 0),
    "mt940_jejik_abnamro.sta": (2, 10, None, 0, 2),
    "mt940_jejik_ing.sta": (1, 7, "-45.59", 0, 1),
    "mt940_jejik_postfinance.sta": (2, 4, "159.40", 1, 1),
    "mt940_jejik_rabobank-iban.sta": (2, 4, "-70.00", 2, 0),
    "mt940_mBank_mt940.sta": (1, 3, "0.03", 1, 0),
    "mt940_mBank_mt942.sta": (1, 3, "0.03", 0, 0),
    "mt940_sberbank_171011_01234945.sta": (1, 3, "-9437.00", 1, 0),
    "mt940_self-provided_february_30.sta": (1, 1, "-6.00", 1, 0),
    "mt940_self-provided_raiffeisen-cmi.sta": (1, 7, "-1012213.50", 0, 1),
}


def read(shared_data, name):
    return read_file((shared_data / "bank" / name).read_bytes())


@pytest.mark.parametrize("name", GOLDEN)
def test_a_real_file_says_what_it_always_said(shared_data, name):
    statements, bookings, total, ties, differs = GOLDEN[name]
    read_ones = read(shared_data, name)
    entries = [entry for one in read_ones for entry in one.entries]
    states = [one.tie.state for one in read_ones]
    assert (len(read_ones), len(entries)) == (statements, bookings)
    assert total is None or sum(entry.amount for entry in entries) == Decimal(total)
    assert (states.count(TieState.TIES), states.count(TieState.DIFFERS)) == (ties, differs)


def test_none_of_the_files_is_left_out(shared_data):
    held = {path.name for path in (shared_data / "bank").iterdir()}
    assert held == {*GOLDEN, "bsp_camt053_garbled_amount.xml"}


def test_a_garbled_amount_is_refused_by_its_entry(shared_data):
    with pytest.raises(Unreadable, match=r"Entry 1 of statement GOLDEN-GARBLED: “12\.\.34” is not an amount"):
        read(shared_data, "bsp_camt053_garbled_amount.xml")


def test_two_equal_bookings_of_one_day_are_two(shared_data):
    [statement] = read(shared_data, "bsp_camt053_duplicate_same_day.xml")
    one, other = statement.entries
    assert (one.amount, one.booked_on, one.counterparty) == (other.amount, other.booked_on, "CITY COFFEE")
    assert one.place != other.place


def test_all_balance_types_are_kept_and_the_booked_ones_count(shared_data):
    [statement] = read(shared_data, "genkgo_camt053.v2.all-balance-types.xml")
    assert len(statement.balances) == 10
    assert (statement.opening.kind, statement.closing.kind) == ("OPBD", "CLBD")
    assert statement.tie.difference == Decimal("4.04") - Decimal("9.86")


def test_a_closing_balance_in_another_currency_is_said(shared_data):
    [statement] = read(shared_data, "genkgo_camt053.v4.xml")
    assert statement.tie.reason == "It opens in EUR and closes in SEK."


def test_an_intraday_report_and_a_notice_are_not_statements(shared_data):
    [report] = read(shared_data, "genkgo_camt052.v6.Amt-zero.xml")
    [notice] = read(shared_data, "genkgo_camt054.v4.xml")
    assert (report.kind, report.entries[0].standing) == (Kind.REPORT, Standing.PENDING)
    assert (notice.kind, len(notice.entries[0].parts)) == (Kind.NOTICE, 3)
    assert [part.amount for part in notice.entries[0].parts] == [Decimal("3.10"), Decimal("3.20"), Decimal("3.20")]
    [interim] = read(shared_data, "mt940_mBank_mt942.sta")
    assert (interim.kind, interim.currency, interim.notes) == (Kind.REPORT, "PLN", ())


def test_the_thirtieth_of_february_is_the_last_of_the_month_and_says_so(shared_data):
    [statement] = read(shared_data, "mt940_self-provided_february_30.sta")
    [booking] = statement.entries
    assert (booking.value_on, booking.booked_on) == (date(2016, 2, 29), date(2016, 3, 1))
    assert booking.notes == ("The file says 2016-02-30; taken as the month's last day.",)


def test_a_credit_taken_back_is_money_out(shared_data):
    statements = read(shared_data, "mt940_betterplace_sepa_mt9401.sta")
    reversals = [entry for one in statements for entry in one.entries if entry.reversal]
    assert reversals
    assert {entry.amount < 0 for entry in reversals if "STORNO" in entry.text} == {True}
    assert reversals[0].amount == Decimal("-204.88")


def test_letters_of_an_old_encoding_are_read(shared_data):
    [statement] = read(shared_data, "mt940_self-provided_raiffeisen-cmi.sta")
    assert "Díj, jutalék" in statement.entries[3].text


def test_what_is_not_understood_stays_visible(shared_data):
    [statement] = read(shared_data, "mt940_sberbank_171011_01234945.sta")
    assert statement.unread[0].startswith(":NS: 22JOHN DOE")
    assert "ERGO Versicherung" in statement.entries[0].text
