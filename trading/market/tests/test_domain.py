"""Names, hours and files of bars: what needs no database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.market.domain.bars_csv import BadBars, read_bars
from trading.market.domain.symbol_names import suggested
from trading.market.domain.trading_hours import calendar_of, currencies_trade
from trading.market.tests.scenes import told

LINES = "time,open,high,low,close,volume\n2026-11-20 14:30,1.1,1.3,1.0,1.2,7\n"


@pytest.mark.parametrize(
    ("symbol", "kind", "exchange", "ours"),
    [
        ("EURUSD", "forex", "", "EURUSD"),
        ("EURUSD.r", "forex", "", "EURUSD"),
        ("EURUSDm", "forex", "", "EURUSD"),
        ("EURUSD-ECN", "forex", "", "EURUSD"),
        ("EUR.USD", "forex", "IDEALPRO", "EURUSD"),
        ("EUR/USD", "forex", "", "EURUSD"),
        ("GOLD", "commodity", "", "XAUUSD"),
        ("XAUUSD+", "commodity", "", "XAUUSD"),
        ("USTEC.cash", "index", "", "US100"),
        ("BTCUSD", "crypto", "", "BTCUSD"),
        ("AAPL", "stock", "NASDAQ", "NASDAQ:AAPL"),
        ("NSE:INFY", "stock", "NSE", "NSE:INFY"),
        ("RELIANCE", "stock", "", "RELIANCE"),
        ("#US500", "index", "", "US500"),
    ],
)
def test_the_names_of_brokers_mean_our_symbols(symbol, kind, exchange, ours):
    assert suggested(told(symbol, kind, exchange=exchange)) == ours


@given(st.text(min_size=1, max_size=20).filter(str.strip))
@settings(max_examples=60)
def test_every_name_means_something(symbol):
    assert suggested(told(symbol, "index"))


@pytest.mark.parametrize(
    ("kind", "exchange", "calendar"),
    [
        ("forex", "", "FX"),
        ("commodity", "", "FX"),
        ("crypto", "", "24/7"),
        ("stock", "NASDAQ", "XNYS"),
        ("stock", "NSE", "XBOM"),
        ("stock", "", ""),
        ("index", "NOWHERE", ""),
    ],
)
def test_an_instrument_follows_the_calendar_of_what_it_is(kind, exchange, calendar):
    assert calendar_of(told("X", kind, exchange=exchange)) == calendar


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        # In winter New York's 17:00 is 22:00 UTC, in summer 21:00.
        ("2026-11-20T21:59", True),
        ("2026-11-20T22:00", False),
        ("2026-11-22T21:59", False),
        ("2026-11-22T22:00", True),
        ("2026-07-17T20:59", True),
        ("2026-07-17T21:00", False),
        ("2026-07-19T21:00", True),
        ("2026-11-21T12:00", False),
        ("2026-11-18T03:00", True),
    ],
)
def test_currencies_trade_from_sunday_to_friday_in_new_york(at, open_):
    assert currencies_trade(datetime.fromisoformat(at).replace(tzinfo=UTC)) is open_


def test_bars_are_read_oldest_first_whatever_the_file_calls_its_columns():
    later = "2026-11-20 14:31,1.2,1.25,1.15,1.22,\n"
    first, second = read_bars((LINES.replace("14:30", "14:32") + later).encode(), span="1m")
    assert (first.opens_at.minute, second.opens_at.minute) == (31, 32)
    assert (first.volume, second.volume) == (None, Decimal(7))
    metatrader = (
        b"<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n2026.11.20\t14:30:00\t1.1\t1.3\t1\t1.2\t9\n"
    )
    assert read_bars(metatrader, span="1m")[0].opens_at == datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
    epoch = b"timestamp;o;h;l;c\n1795185000;1;1;1;1\n"
    assert read_bars(epoch, span="1m")[0].opens_at == datetime.fromtimestamp(1795185000, UTC)
    zone = LINES.replace("14:30", "16:30+02:00").encode()
    assert read_bars(zone, span="1m")[0].opens_at == datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        ("", 1, "no column time"),
        ("time,open,high,low,close\n", 1, "no bar"),
        ("time,open,high,low\n", 1, "no column close"),
        (LINES + "2026-11-20 14:30,1,1,1,1,1\n", 3, "second bar"),
        (LINES + "\n2026-11-20 14:31:30,1,1,1,1,1\n", 4, "no beginning of a bar of 1m"),
        (LINES + "yesterday,1,1,1,1,1\n", 3, "is no time"),
        (LINES + "2026-11-20 14:31,1,0.9,1,1,1\n", 3, "do not lie between"),
        (LINES + "2026-11-20 14:31,1,NaN,1,1,1\n", 3, "no price that can be kept"),
        (LINES + "2026-11-20 14:31,1,1e400,1,1,1\n", 3, "no price that can be kept"),
        (LINES + "2026-11-20 14:31,1,1.00000000001,1,1,1\n", 3, "at most 10 decimals"),
        (LINES + '2026-11-20 14:31,"1,000",1,1,1,1\n', 3, "is no price"),
        (LINES + "2026-11-20 14:31,1,1,1,1,-1\n", 3, "not below zero"),
        (LINES + "2026-11-20 14:31,1\n", 3, "is no price"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_line(lines, line, words):
    with pytest.raises(BadBars, match=words) as refused:
        read_bars(lines.encode(), span="1m")
    assert refused.value.line == line


def test_what_is_no_text_is_refused():
    with pytest.raises(BadBars, match="not text"):
        read_bars(b"time,open\n\xff\xfe", span="1m")


@given(st.lists(st.integers(0, 5_000), min_size=1, unique=True, max_size=40), st.integers(1, 10**6))
@settings(max_examples=40)
def test_what_is_written_is_read_again(minutes, cents):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    price = Decimal(cents) / 100
    rows = [f"{(start + timedelta(minutes=one)).isoformat()},{price},{price + 1},{price},{price},3" for one in minutes]
    bars = read_bars("\n".join(["time,open,high,low,close,volume", *rows]).encode(), span="1m")
    assert [bar.opens_at for bar in bars] == [start + timedelta(minutes=one) for one in sorted(minutes)]
    assert {(bar.low, bar.high) for bar in bars} == {(price, price + 1)}
