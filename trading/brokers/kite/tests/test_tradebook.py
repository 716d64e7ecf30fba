"""Console's tradebook: exact, each trade once, the same as live, and hostile files refused with their line."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.brokers.facts import FillState, Side
from trading.brokers.kite.tradebook import COLUMNS, BadTradebook, read_all, write
from trading.brokers.tests.contract import EVER, wanted

HEAD = ",".join(COLUMNS)
SHARE = (
    "INVENTED,INE000A01018,2026-11-19,NSE,EQ,EQ,buy,false,10.000000,1800.500000,50001,"
    "1100000000000001234,2026-11-19T09:30:00"
)
OPTION = (
    "INVENTED26NOV100CE,,2026-11-20,NSE,FO,,sell,false,75.000000,8.050000,50002,"
    "1799000000000000123,2026-11-20T15:29:59,2026-11-26"
)


def file(*lines, head=HEAD):
    return "\n".join([head, *lines, ""]).encode()


def test_a_share_and_an_option_as_console_writes_them():
    (share,) = read_all(file(SHARE))
    assert share == FillState(
        id="NSE:20261119:50001", order_id="1100000000000001234", symbol="NSE:INVENTED", side=Side.BUY,
        volume=Decimal(10), price=Decimal("1800.5"), at=datetime(2026, 11, 19, 9, 30, tzinfo=UTC),
    )  # fmt: skip
    (option,) = read_all(file(OPTION, head=f"{HEAD},expiry_date"))
    assert (option.symbol, option.id, option.side, str(option.price)) == (
        "NFO:INVENTED26NOV100CE", "NFO:20261120:50002", Side.SELL, "8.05",
    )  # fmt: skip


def test_a_trade_read_live_and_out_of_a_file_is_one_trade(scene):
    broker = scene.broker()
    broker.submit(wanted(scene, volume=Decimal(3)))
    broker.submit(wanted(scene, symbol="NFO:INVENTED26NOVFUT", volume=Decimal(75), side=Side.SELL))
    live = broker.fills(EVER)
    again = read_all(write(live).encode())
    assert [(f.id, f.order_id, f.symbol, f.side, f.volume, f.price, f.at) for f in live] == [
        (f.id, f.order_id, f.symbol, f.side, f.volume, f.price, f.at) for f in again
    ]


def test_headings_as_a_spreadsheet_has_them_marks_and_empty_lines_do_not_matter():
    head = ",".join(name.replace("_", " ").title() for name in COLUMNS)
    content = b"\xef\xbb\xbf" + file(SHARE, "", head=head).replace(b"\n", b"\r\n")
    assert len(read_all(content)) == 1


def test_the_same_line_twice_is_one_trade_and_a_contradiction_is_refused():
    assert len(read_all(file(SHARE, SHARE))) == 1
    with pytest.raises(BadTradebook, match="Line 3: trade 50001 stands twice"):
        read_all(file(SHARE, SHARE.replace("1800.5", "1800.6")))


def test_the_same_number_on_another_day_or_exchange_is_another_trade():
    other_day = SHARE.replace("2026-11-19", "2026-11-20")
    assert len(read_all(file(SHARE, other_day, SHARE.replace(",NSE,", ",BSE,")))) == 3


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("10.000000", "10.000000,1", "14 cells under 13 columns"),
        ("10.000000", "-10", "quantity is no number"),
        ("10.000000", "0.000000", "quantity is zero"),
        ("10.000000", "1e3", "quantity is no number"),
        ("10.000000", "NaN", "quantity is no number"),
        ("10.000000", "１０", "quantity is no number"),
        ("1800.500000", "=1+1", "price is no number"),
        ("1100000000000001234", "1.1E+18", "order_id is none"),
        ("50001", "", "trade_id is none"),
        ("buy", "hold", "a trade is a buy or a sell"),
        (",NSE,", ",NYSE,", "is not known here"),
        (",EQ,EQ,", ",MF,EQ,", "is not known here"),
        ("2026-11-19,", "2026-13-19,", "trade_date is no day"),
        ("2026-11-19,", "19-11-2026,", "trade_date is no day"),
        ("T09:30:00", "T25:30:00", "order_execution_time is no time"),
        ("T09:30:00", "", "order_execution_time is no time"),
        ("2026-11-19T", "2026-11-20T", "another day"),
        ("INVENTED", "../../etc", "is no trading symbol"),
        ("INVENTED", '"INVENTED', "no CSV"),
        ("INVENTED", "I" * 3_000, "longer than 2000"),
    ],
)
def test_a_line_that_makes_no_sense_is_named(old, new, says):
    broken = SHARE.replace("50001", "60001").replace(old, new, 1) if old != "50001" else SHARE.replace(old, new, 1)
    with pytest.raises(BadTradebook, match=says) as told:
        read_all(file(SHARE, broken))
    assert told.value.line == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"hello", b"PK\x03\x04\x00\xff", b"a,b\n1,2\n", file(head=f"{HEAD},price"), b"<html></html>"],
)
def test_what_is_no_tradebook_is_refused(content):
    with pytest.raises(BadTradebook):
        read_all(content)


def test_bytes_that_are_no_text_are_named_by_line():
    with pytest.raises(BadTradebook) as told:
        read_all(file(SHARE) + b"\xff\n")
    assert told.value.line == 3


fills = st.builds(
    lambda number, side, volume, price, seconds: FillState(
        id=f"NSE:20261120:{number}", order_id=str(number), symbol="NSE:INVENTED", side=side, volume=Decimal(volume),
        price=Decimal(price) / 10_000, at=datetime(2026, 11, 20, tzinfo=UTC) + timedelta(seconds=seconds),
    ),
    st.integers(1, 10**12), st.sampled_from(Side), st.integers(1, 10**9), st.integers(1, 10**12),
    st.integers(0, 86_399),
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.lists(fills, max_size=20, unique_by=lambda fill: fill.id))
def test_what_is_written_is_read_back_exactly(trades):
    assert read_all(write(trades).encode()) == sorted(trades, key=lambda fill: (fill.at, fill.id))


def test_twenty_thousand_trades_are_read_in_bounded_time():
    lines = [SHARE.replace("50001", str(number)) for number in range(20_000)]
    began = time.monotonic()
    assert len(read_all(file(*lines))) == 20_000
    assert time.monotonic() - began < 30  # one that reads them again for each trade takes minutes
