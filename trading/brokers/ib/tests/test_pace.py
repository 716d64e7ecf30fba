"""Below the vendor's limit, orders first, and bounded however long it runs."""

from __future__ import annotations

import asyncio
import time

import pytest
from ib_async.contract import Contract

from trading.brokers.base import Refused, Throttled
from trading.brokers.facts import AssetKind
from trading.brokers.ib import symbols
from trading.brokers.ib.book import Book
from trading.brokers.ib.entry import Numbers, root_of
from trading.brokers.ib.pace import Pace, Urgency
from trading.brokers.ib.tests.gateway_holdings import EURO, FUTURE, GERMAN
from trading.brokers.ib.tests.messages import Listed
from trading.brokers.tests.contract import EVER, limited, wanted


def busiest_second(times):
    return max(sum(1 for at in times if begin <= at < begin + 1) for begin in times)


def test_no_second_has_more_messages_than_allowed_and_orders_pass_questions():
    async def run():
        pace, told = Pace(limit=20, kept=5), []

        async def ask(urgency):
            await pace.turn(urgency)
            told.append((time.monotonic(), urgency))

        questions = [asyncio.create_task(ask(Urgency.HISTORY)) for _ in range(25)]
        await asyncio.sleep(0)
        orders = [asyncio.create_task(ask(Urgency.ORDER)) for _ in range(5)]
        await asyncio.wait_for(asyncio.gather(*orders), 0.2)
        for task in questions:
            task.cancel()
        await asyncio.gather(*questions, return_exceptions=True)
        return told

    told = asyncio.run(run())
    assert [urgency for _, urgency in told] == [Urgency.HISTORY] * 15 + [Urgency.ORDER] * 5
    assert busiest_second([at for at, _ in told]) <= 20


def test_a_wait_that_is_given_up_takes_no_turn():
    async def run():
        pace = Pace(limit=2, kept=0)
        await pace.turn(Urgency.ORDER)
        await pace.turn(Urgency.ORDER)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(pace.turn(Urgency.ORDER), 0.05)
        begin = time.monotonic()
        await pace.turn(Urgency.ORDER)
        return time.monotonic() - begin

    assert asyncio.run(run()) < 1.1


def test_orders_that_would_wait_too_long_are_throttled_and_not_sent(scene, gateway):
    broker = scene.broker(seconds=0.4, options={"messages_per_second": "8"})
    requests = [limited(scene) for _ in range(8)]

    def submit_all():
        for request in requests:
            broker.submit(request)

    with pytest.raises(Throttled):
        submit_all()
    assert len(gateway.messages_of(3)) < len(requests)
    assert busiest_second(gateway.do(lambda: [at for at, told in gateway.received if told[0] != "71"])) <= 8


def test_500_orders_go_through_and_leave_little_behind(scene):
    broker = scene.broker(seconds=5.0)
    scene.price("99", "101")
    broker.account()
    line = broker._gateway.line
    line.pace._limit = 100_000  # not what is tried here
    line.book._keeps = 100
    for _ in range(500):
        assert broker.submit(wanted(scene)).id
    assert len(line.book) <= 100
    indexes = (line.book._by_perm, line.book._by_order, line.book._by_reference)
    assert all(len(index) <= 100 for index in indexes)
    wire = line.now.wire
    assert (wire.watches, wire._questions) == ({}, {})
    assert len({fill.id for fill in broker.fills(EVER)}) == 500
    assert len(line.book) <= 105


def test_what_is_open_is_never_forgotten():
    book = Book(keeps=10)
    for number in range(50):
        entry = book.entry(Numbers(number + 1, 7, number + 1, "U1", f"F{number}"))
        entry.told("Submitted" if number < 5 else "Filled", None, None)
    assert all(book.by_reference(f"F{number}", "U1") for number in range(5))
    assert len(book) <= 11


def test_a_client_s_numbers_that_begin_anew_are_other_orders():
    book = Book()
    first = book.entry(Numbers(100, 7, 1, "U1", "F1"))
    second = book.entry(Numbers(200, 7, 1, "U1", "F2"))
    assert first is not second
    assert book.by_order(7, 1) is second


def test_the_last_part_of_an_execution_s_number_counts_its_corrections():
    assert root_of("0000e0d5.00000001.01.02") == ("0000e0d5.00000001.01", 2)
    assert root_of("odd") == ("odd", 0)


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (Listed(1, "AAPL"), "AAPL"),
        (Listed(1, "BRK B"), "BRK B"),
        (GERMAN, "SAP@EUR"),
        (EURO, "EUR.USD"),
        (FUTURE, "ESZ6"),
        (Listed(8, "FDAX", "FUT", local="FDAX 18 DEC 26 M"), "#8"),
        (Listed(9, "AAPL", "OPT", local="AAPL  261218C00200000"), "AAPL  261218C00200000"),
        (Listed(10, "IBUS30", "CFD"), "#10"),
        (Listed(7203, "7203", currency="JPY"), "#7203"),
    ],
)
def test_what_is_told_of_an_instrument_asks_for_the_same(listed, told):
    contract = Contract(
        conId=listed.con_id, symbol=listed.symbol, secType=listed.kind, currency=listed.currency,
        localSymbol=listed.local or listed.symbol,
    )  # fmt: skip
    assert symbols.told_as(contract) == told
    asked = symbols.asked_for(told)
    assert asked.conId == listed.con_id or asked.secType == listed.kind


@pytest.mark.parametrize("symbol", ["", "aapl", "A" * 30, "XXX:AAPL", "A.B.C", "AAPL\0", "€"])
def test_what_is_no_name_of_an_instrument_is_refused(symbol):
    with pytest.raises(Refused):
        symbols.asked_for(symbol)


def test_names_are_read_as_the_table_in_the_documents_says():
    def fields(symbol):
        c = symbols.asked_for(symbol)
        return (c.secType, c.symbol, c.currency, c.exchange, c.primaryExchange, c.localSymbol, c.conId)

    assert fields("AAPL") == ("STK", "AAPL", "USD", "SMART", "", "", 0)
    assert fields("AAPL.NASDAQ") == ("STK", "AAPL", "", "SMART", "NASDAQ", "", 0)
    assert fields("700.SEHK@HKD") == ("STK", "700", "HKD", "SMART", "SEHK", "", 0)
    assert fields("EUR.USD") == ("CASH", "EUR", "USD", "IDEALPRO", "", "", 0)
    assert fields("BTC.USD") == ("CRYPTO", "BTC", "USD", "PAXOS", "", "", 0)
    assert fields("ESZ26.CME") == ("FUT", "", "", "CME", "", "ESZ6", 0)
    assert fields("265598") == fields("#265598") == ("", "", "", "", "", "", 265598)
    assert fields("IND:SPX.CBOE") == ("IND", "SPX", "", "CBOE", "", "", 0)
    assert symbols.KINDS["IND"] is AssetKind.INDEX
