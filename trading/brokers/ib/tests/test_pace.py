"""Below the vendor's limit, orders first, and bounded however long it runs."""

from __future__ import annotations

import asyncio

import pytest
from ib_async.contract import Contract

from trading.brokers.base import Refused, Throttled
from trading.brokers.facts import AssetKind
from trading.brokers.ib import gateway as gateways
from trading.brokers.ib import pace as module
from trading.brokers.ib import symbols
from trading.brokers.ib.book import Book
from trading.brokers.ib.entry import Numbers, root_of
from trading.brokers.ib.pace import Pace, Urgency
from trading.brokers.ib.tests.gateway_holdings import EURO, FUTURE, GERMAN
from trading.brokers.ib.tests.messages import Listed
from trading.brokers.tests.contract import EVER, limited, wanted


class Clock:
    """The pace's, and only the pace's: it stands until a test moves it."""

    def __init__(self) -> None:
        self.at = 0.0

    def monotonic(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.mark.usefixtures("clock")
def test_no_second_has_more_messages_than_allowed_and_orders_pass_questions():
    async def run():
        pace, told = Pace(limit=20, kept=5), []

        async def ask(urgency):
            await pace.turn(urgency)
            told.append(urgency)

        questions = [asyncio.create_task(ask(Urgency.HISTORY)) for _ in range(25)]
        await asyncio.sleep(0)
        orders = [asyncio.create_task(ask(Urgency.ORDER)) for _ in range(6)]
        await asyncio.wait_for(asyncio.gather(*orders[:5]), 60)
        assert pace.waiting == 11
        for task in (*questions, *orders):
            task.cancel()
        await asyncio.gather(*questions, *orders, return_exceptions=True)
        return told

    assert asyncio.run(run()) == [Urgency.HISTORY] * 15 + [Urgency.ORDER] * 5


def test_a_wait_that_is_given_up_takes_no_turn(clock):
    async def run():
        pace = Pace(limit=2, kept=0)
        await pace.turn(Urgency.ORDER)
        await pace.turn(Urgency.ORDER)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(pace.turn(Urgency.ORDER), 0.05)
        after = asyncio.create_task(pace.turn(Urgency.ORDER))
        await asyncio.sleep(0)
        clock.at += Pace.SECOND
        await asyncio.wait_for(after, 60)
        return list(pace._sent), pace.waiting

    assert asyncio.run(run()) == ([clock.at], 0)


def test_orders_that_would_wait_too_long_are_throttled_and_not_sent(scene, gateway, monkeypatch):
    monkeypatch.setattr(gateways, "SPARE", 60.0)  # a loop that a slow machine holds up is not stuck
    # The second in which all this happens does not end, so whatever the gateway is told counts.
    monkeypatch.setattr(Pace, "SECOND", 3600.0)
    limit, options = 8, {"messages_per_second": "8"}
    patient, hurried = scene.broker(seconds=30.0, options=options), scene.broker(seconds=0.4, options=options)
    patient.submit(limited(scene))
    while len(patient._gateway.line.pace._sent) < limit:
        patient.submit(limited(scene))
    request = limited(scene)
    with pytest.raises(Throttled):
        hurried.submit(request)
    assert scene.count_of(request.reference) == 0
    assert len([told for _, told in gateway.do(lambda: list(gateway.received)) if told[0] != "71"]) == limit


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
