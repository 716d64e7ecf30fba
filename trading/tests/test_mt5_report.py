# ruff: noqa: DTZ001 - server time names no zone
import codecs
import io
import random
import tracemalloc
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.domain.history import AccountHeader, DealRow, OrderRow, PositionRow, Totals
from trading.domain.mt5_report import read_report
from trading.domain.mt5_report_words import WORDS
from trading.domain.mt5_report_writer import report_bytes, write_report
from trading.domain.mt5_sheet_writer import write_sheet
from trading.errors import ReportRefused
from trading.tests.histories import HEADER, cash, chained, every_kind, simulated, trade


def read(content):
    return list(read_report(io.BytesIO(content)))


def of(facts, kind):
    return [replace(fact, line=0) for fact in facts if isinstance(fact, kind)]


def same_as(history, facts):
    """Everything written came back; the terminal shows no comments of positions."""
    assert of_header(facts) == history.header
    assert of(facts, DealRow) == list(history.deals)
    assert of(facts, OrderRow) == [*history.orders, *history.working_orders]
    written = [*history.positions, *history.open_positions]
    assert [replace(row, comment="") for row in of(facts, PositionRow)] == [replace(row, comment="") for row in written]


def of_header(facts):
    (header,) = [fact for fact in facts if isinstance(fact, AccountHeader)]
    return header


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_what_is_written_in_any_language_and_encoding_is_read_back(language, encoding):
    history = every_kind()
    same_as(history, read(report_bytes(history, encoding=encoding, language=language)))


@pytest.mark.parametrize("language", WORDS)
def test_a_sheet_says_the_same_as_the_page(language):
    history = every_kind()
    same_as(history, read(write_sheet(history, language=language)))


def test_older_reports_have_no_fees():
    history = simulated()
    same_as(history, read(write_report(history, with_fee=False).encode()))
    same_as(history, read(write_sheet(history, with_fee=False)))


@pytest.mark.parametrize("mode", ["hedge", "netting", "exchange"])
@pytest.mark.parametrize("environment", ["live", "demo", "contest"])
def test_the_account_line_says_what_kind_of_account_it_is(mode, environment):
    header = replace(HEADER, margin_mode=mode, environment=environment)
    assert of_header(read(write_report(simulated(header=header)).encode())) == header


def test_totals_tell_the_balance_before_and_after():
    history = replace(
        every_kind(), deals=chained(trade(5, 3, "out", "30.00"), trade(6, 4, "out", "1.00"), opening="500.00")
    )
    totals = read(write_report(history).encode())[-1]
    assert isinstance(totals, Totals)
    assert (totals.opening_balance, totals.closing_balance) == (Decimal("500.00"), Decimal("531.00"))
    assert (totals.first_ticket, totals.last_ticket, totals.deals) == (5, 6, 2)


def test_a_credit_that_leaves_the_balance_alone_is_kept_beside_it():
    deals = chained(
        cash(1, 1, "balance", "100.00"), cash(2, 2, "credit", "40.00", in_balance=False), trade(3, 3, "out", "5.00")
    )
    facts = read(write_report(replace(every_kind(), deals=deals)).encode())
    assert [(deal.ticket, deal.in_balance) for deal in of(facts, DealRow)] == [(1, True), (2, False), (3, True)]
    assert facts[-1].closing_balance == Decimal("105.00")


# Refusals: each names the line.


def refusal(content):
    with pytest.raises(ReportRefused) as caught:
        read(content)
    return caught.value


def line_of(page, text):
    return page[: page.index(text)].count("\n") + 1


def test_a_balance_that_does_not_follow_from_the_one_before_names_deal_amounts_and_line():
    page = write_report(every_kind())
    line = line_of(page, "<td nowrap>5</td>")
    broken = page.replace(">30.10</td><td nowrap>1 278.50<", ">31.10</td><td nowrap>1 278.50<")
    assert broken != page
    error = refusal(broken.encode())
    assert error.line == line
    assert "deal 5" in error.reason
    assert "31.10" in error.reason
    assert "1278.50" in error.reason


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (">-12.20</td>", ">-12.2O</td>", "deal 6: '-12.2O' is not a number"),
        (">-12.20</td>", ">1 2.20</td>", "is not a number"),
        (">-12.20</td>", ">-12.201</td>", "finer than the currency's minor unit"),
        (">2026.03.05 09:00:00</td>", ">2026.02.30 09:00:00</td>", "not a date and time of any calendar"),
        (">2026.03.05 09:00:00</td>", ">2026.03.01 09:00:00</td>", "earlier than the deal above"),
        (
            ">2026.03.06 09:00:00</td><td nowrap>10<",
            ">2031.03.06 09:00:00</td><td nowrap>10<",
            "out of the report's range",
        ),
        ("<td nowrap>7</td>", "<td nowrap>6</td>", "deal 6 stands twice"),
        ("<td nowrap>7</td>", "<td nowrap>seven</td>", "not a ticket"),
        (">correction<", ">gift<", "type 'gift' is not known"),
        (">in/out<", ">sideways<", "a trade needs symbol, direction and volume"),
        ("<b>-0.70</b>", "<b>-0.71</b>", "commission sums to -0.70"),
        ("<b>-0.80</b></td>\n", "<b>-0.81</b></td>\n", "swap sums to -0.80"),
        (">USD,&nbsp;", ">usd,&nbsp;", "names no account"),
        (",&nbsp;demo,", ",&nbsp;imaginary,", "neither real, demo nor contest"),
        (",&nbsp;Hedge)", ",&nbsp;Sideways)", "neither Hedge, Netting nor Exchange"),
        ("<td nowrap>in/out</td>", "", "columns"),
        ("<td nowrap>in/out</td>", "<td nowrap>in/out", "never closed"),
    ],
)
def test_damage_is_refused(old, new, says):
    page = write_report(every_kind())
    if old.startswith(">USD"):
        old, new = old[1:], new[1:]
    assert old in page
    error = refusal(page.replace(old, new).encode())
    assert says in error.reason or (says == "names no account" and "no account line" in error.reason)
    assert error.line


def test_results_that_do_not_tie_with_the_trades_are_refused():
    page = write_report(every_kind())
    head, results = page.rsplit("Results", 1)
    net = "<b>16.30</b>"
    assert net in results
    error = refusal((head + "Results" + results.replace(net, "<b>16.31</b>")).encode())
    assert "do not make the net profit" in error.reason
    error = refusal((head + "Results" + results.replace(net, "<b>26.30</b>").replace(">28.90<", ">38.90<")).encode())
    assert "the trades make 16.30, the results say 26.30" in error.reason


def test_a_report_that_ends_before_the_account_does_is_refused():
    page = write_report(every_kind()).replace(
        'Balance:</td><td colspan="2"><b>1 061.30', 'Balance:</td><td colspan="2"><b>99.99'
    )
    assert "does not reach up to the moment it was saved" in refusal(page.encode()).reason


def test_a_deal_that_was_taken_out_is_missed():
    page = write_report(simulated())
    rows = [line for line in page.split("\n") if "<td nowrap>out</td>" in line]
    assert len(rows) == 20
    for row in rows:
        assert refusal(page.replace(row + "\n", "").encode()).line


def test_foreign_files_are_refused():
    for content in (
        b"", b"hello", b"<html><body><p>news</p></body></html>", b"\xff\xfe\x00",
        b"PK\x03\x04 not a sheet", b"%PDF-1.7",
        "<html><body><table><tr><td>Größe</td></tr></table></body></html>".encode("latin-1"), b"\0" * 5000,
        b"<html><table><tr><td>a</td><td>b</td><td>c</td></tr></table></html>", b"<tr>" + b"x" * 600_000,
    ):  # fmt: skip
        refusal(content)


def test_a_report_cut_off_anywhere_never_reads_to_its_end():
    """Every byte near the end, every 97th before it; in the terminal's own encoding and in UTF-8."""
    for encoding in ("utf-8", "utf-16-le"):
        content = report_bytes(every_kind(), encoding=encoding)
        for cut in {*range(0, len(content), 97), *range(len(content) - 60, len(content))}:
            with pytest.raises(ReportRefused):
                read(content[:cut])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_sheet_cut_off_anywhere_never_reads_to_its_end(data):
    content = _SHEET
    cut = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(ReportRefused):
        read(content[:cut])


_SHEET = write_sheet(every_kind())


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    trades=st.integers(1, 30),
    result=st.decimals(-2000, 50_000, places=2),
    language=st.sampled_from(sorted(WORDS)),
)
def test_any_simulated_history_is_read_back_to_the_cent(seed, trades, result, language):
    history = simulated(seed=seed, trades=trades, result=str(result), deposits=("900000.00",))
    facts = read(report_bytes(history, language=language))
    same_as(history, facts)
    assert facts[-1].closing_balance == Decimal("900000.00") + result


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_one_changed_digit_among_the_deals_never_passes_with_another_balance(seed):
    """A damaged file is refused, or the damage touched no money."""
    chance = random.Random(seed)
    page = _PAGE
    start, end = page.index(">Deals<"), page.index(">Results<")
    places = [place for place in range(start, end) if page[place].isdigit()]
    place = chance.choice(places)
    digit = chance.choice([other for other in "0123456789" if other != page[place]])
    try:
        facts = read((page[:place] + digit + page[place + 1 :]).encode())
    except ReportRefused:
        return
    assert [deal.net for deal in of(facts, DealRow)] == [deal.net for deal in every_kind().deals]
    assert facts[-1].closing_balance == Decimal("1061.30")


_PAGE = write_report(every_kind())


def test_byte_order_marks_are_not_part_of_the_text():
    assert report_bytes(every_kind())[:2] == codecs.BOM_UTF16_LE
    assert of_header(read(report_bytes(every_kind(), encoding="utf-16-be"))).saved_at == datetime(2026, 6, 30, 22, 0)


def test_memory_does_not_grow_with_the_report():
    """At its peak: one chunk and row, a number for each ticket, and figures met lately."""
    content = report_bytes(simulated(trades=1600, deposits=("900000.00",)))
    assert len(content) > 5_500_000
    tracemalloc.start()
    try:
        for _ in read_report(io.BytesIO(content)):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3_500_000, peak
