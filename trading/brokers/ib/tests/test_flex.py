"""Flex statements: files in the true format made here, and real ones where they are at hand."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from decimal import Decimal
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.brokers.ib import flex
from trading.brokers.ib.flex import FlexRefused, read

PLAIN = {"currency": "USD", "fxRateToBase": "1", "assetCategory": "STK", "symbol": "EXMP", "conid": "76792991"}


def element(name: str, **attributes: str) -> str:
    return f"<{name} " + " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items()) + " />"


def trade(**changed: str) -> str:
    usual = {
        "tradeID": "1", "dateTime": "20261120;143000", "quantity": "10", "tradePrice": "101.5", "ibCommission": "-1",
        "ibCommissionCurrency": "USD", "buySell": "BUY", "ibOrderID": "77", "ibExecID": "0000e0d5.00000001.01.01",
        "netCash": "-1016", "levelOfDetail": "EXECUTION", "orderReference": "F1", "openCloseIndicator": "O",
    }  # fmt: skip
    return element("Trade", **{**PLAIN, **usual, **changed})


def cash(**changed: str) -> str:
    usual = {
        "dateTime": "20261120;202000", "amount": "54.24", "type": "Dividends", "transactionID": "5",
        "description": "EXMP CASH DIVIDEND", "levelOfDetail": "DETAIL",
    }  # fmt: skip
    return element("CashTransaction", **{**PLAIN, **usual, **changed})


def statement(*inside: str, account: str = "U1234567") -> str:
    info = element("AccountInformation", accountId=account, currency="USD")
    return (
        f'<FlexStatement accountId="{account}" fromDate="20261101" toDate="20261120" period="LastMonth">{info}'
        f"<Trades>{''.join(inside)}</Trades></FlexStatement>"
    )


def file_of(*statements: str) -> io.BytesIO:
    whole = f'<FlexQueryResponse queryName="All" type="AF"><FlexStatements count="{len(statements)}">'
    return io.BytesIO(f"{whole}{''.join(statements)}</FlexStatements></FlexQueryResponse>".encode())


def test_a_trade_is_a_fill_with_the_number_that_the_gateway_tells_it_by():
    (told,) = read(file_of(statement(trade())))
    (one,) = told.trades
    assert (told.account, told.currency) == ("U1234567", "USD")
    assert (one.fill.id, one.fill.reference, one.fill.order_id) == ("0000e0d5.00000001.01", "F1", "77")
    assert (one.fill.side, one.fill.volume, one.fill.price, one.fill.commission) == ("buy", 10, Decimal("101.5"), -1)
    assert (one.fill.at, one.fill.direction) == (datetime(2026, 11, 20, 14, 30, tzinfo=UTC), "in")


def test_several_accounts_of_a_file_are_kept_apart():
    first, second = read(file_of(statement(trade()), statement(cash(), account="U7654321")))
    assert (first.account, len(first.trades), len(first.cash)) == ("U1234567", 1, 0)
    assert (second.account, len(second.trades), len(second.cash)) == ("U7654321", 0, 1)


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("20261120;143000", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("20261120", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20, 14:30:00", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("2026-11-20;143000", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
        ("20261120;143000 EST", datetime(2026, 11, 20, 14, 30, tzinfo=UTC)),
    ],
)
def test_dates_are_read_in_each_of_the_vendor_s_settings(told, at):
    ((one,),) = [statement_told.cash for statement_told in read(file_of(statement(cash(dateTime=told))))]
    assert one.state.at == at


def held(**more):
    return element("OpenPosition", **{**PLAIN, "markPrice": "12", "fifoPnlUnrealized": "20", **more})


def test_lots_alone_are_added_up_and_lots_beside_their_whole_are_not():
    first = {"position": "10", "openPrice": "10", "costBasisMoney": "100", "levelOfDetail": "LOT"}
    second = {"position": "30", "openPrice": "12", "costBasisMoney": "360", "levelOfDetail": "LOT"}
    whole = {"position": "40", "openPrice": "11.5", "costBasisMoney": "460", "fifoPnlUnrealized": "40"}
    for rows in ((first, second), (whole, first, second)):
        (told,) = read(file_of(statement(*(held(**row) for row in rows))))
        (one,) = told.held
        assert (one.state.volume, one.state.open_price, one.state.profit, one.cost) == (40, Decimal("11.5"), 40, 460)


def test_sums_without_what_makes_them_are_said():
    sums = cash(levelOfDetail="SUMMARY"), trade(levelOfDetail="ORDER"), trade(levelOfDetail="ORDER")
    (told,) = read(file_of(statement(*sums)))
    assert (told.cash, told.trades) == ([], [])
    assert [other.reason for other in told.others] == [
        "1 sums of CashTransaction, without what makes them: choose Detail in the query",
        "2 sums of Trade, without what makes them: choose Executions in the query",
    ]
    (whole,) = read(file_of(statement(*sums, cash(), trade())))
    assert whole.others == []


def test_a_cancelled_trade_takes_the_trade_with_it():
    back = trade(buySell="BUY (Ca.)", quantity="-10", tradeID="2", netCash="1016", ibExecID="0000e0d5.00000009.01.01")
    (told,) = read(file_of(statement(trade(), back)))
    assert told.trades == []
    assert [other.reason for other in told.others] == ["a trade that was cancelled"]


def test_a_cancel_without_its_trade_is_kept_with_its_money():
    (told,) = read(file_of(statement(trade(buySell="SELL (Ca.)", quantity="10", netCash="-1016"))))
    ((other,), trades) = (told.others, told.trades)
    assert (other.reason, other.amount, trades) == ("cancels a trade that is not in this file", -1016, [])


def test_corporate_actions_and_cash_of_unknown_kinds_are_kept_with_a_reason():
    split = element("CorporateAction", **PLAIN, type="FS", quantity="100", proceeds="0", dateTime="20261120;202500")
    (told,) = read(file_of(statement(split, cash(type="Bonus Of The Season"))))
    assert [other.reason for other in told.others] == [
        "a corporate action FS", "cash of the kind 'Bonus Of The Season', which nobody has met",
    ]  # fmt: skip
    assert told.others[1].amount == Decimal("54.24")


def test_lines_without_a_name_get_one_that_is_the_same_each_time_and_twins_two():
    twin = cash(transactionID="")
    first, again = (read(file_of(statement(twin, twin)))[0].cash for _ in range(2))
    assert first == again
    assert len({one.state.id for one in first}) == 2


def test_sums_over_lines_are_not_counted_again():
    (told,) = read(file_of(statement(trade(), trade(levelOfDetail="ORDER"), cash(), cash(levelOfDetail="SUMMARY"))))
    assert (len(told.trades), len(told.cash)) == (1, 1)


amounts = st.decimals(min_value="-1000000000", max_value="1000000000", places=9, allow_nan=False, allow_infinity=False)


@given(amounts)
@settings(max_examples=60, deadline=None)
def test_amounts_are_exact(amount):
    (told,) = read(file_of(statement(cash(amount=format(amount, "f")))))
    assert told.cash[0].state.amount == amount


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "no XML"),
        (b"<html><body/></html>", "<html>"),
        (b"PK\x03\x04", "no XML"),
        (b"<FlexQueryResponse></FlexQueryResponse>", "no <FlexStatement>"),
        (b'<FlexQueryResponse><Trade symbol="A"/></FlexQueryResponse>', "<Trade> number 1 stands outside"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><FlexQueryResponse>&b;</FlexQueryResponse>', "entities"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><FlexQueryResponse/>', "entities"),
        (b"<FlexQueryResponse><FlexStatements><FlexStatement/></FlexStatements></FlexQueryResponse>", "no accountId"),
        (file_of(statement(trade())).read()[:-40], "no XML"),
        (file_of(statement(trade(), trade(quantity="ten"))).read(), "<Trade> number 2: quantity is 'ten'"),
        (file_of(statement(trade(dateTime="20261399;000000"))).read(), "<Trade> number 1: dateTime"),
        (file_of(statement(cash(amount=""))).read(), "<CashTransaction> number 1 has no amount"),
        (file_of(statement(cash(amount="NaN"))).read(), "no number"),
        (file_of(statement(cash(amount="1e999"))).read(), "no number"),
        (file_of(statement(cash(currency=""))).read(), "has no currency"),
        (file_of(statement(trade(fxRateToBase="-1"))).read(), "fxRateToBase"),
    ],
)
def test_files_that_are_none_or_say_what_cannot_be_are_refused_with_the_place(file, words):
    with pytest.raises(FlexRefused) as refused:
        read(io.BytesIO(file))
    assert words in str(refused.value)


def test_a_file_without_an_end_is_refused(monkeypatch):
    monkeypatch.setattr(flex, "LARGEST", 1_000)
    with pytest.raises(FlexRefused, match="larger"):
        read(file_of(statement(*[cash()] * 50)))


# ---- real files

COUNTS = {  # trades, cash, positions, others: as the notes beside the files count them
    "pp_testIBFlexStatementFile01.xml": (14, 7, 0, 5),
    "pp_testIBFlexStatementFile02.xml": (9, 4, 0, 0),
    "pp_testIBFlexStatementFile05.xml": (2, 2, 0, 0),
    "pp_testIBFlexStatementFile08.xml": (0, 3, 0, 0),
    "pp_testIBFlexStatementFile09.xml": (0, 0, 0, 1),  # a trade and its cancel
    "pp_testIBFlexStatementFile12.xml": (4, 14, 0, 0),
    "pp_testIBFlexStatementFile14.xml.gz": (8, 2, 0, 0),
    "pp_testIBFlexStatementFile20.xml": (1, 2, 0, 0),
    "pp_testIBFlexStatementFile23.xml": (0, 2, 0, 1),
    "pp_testIBFlexStatementFile24.xml": (0, 10, 0, 0),
    "henk_activity_cash.xml": (0, 14, 0, 1),  # a realised profit is no cash
    "henk_activity_forex.xml": (4, 2, 3, 1),
    "henk_activity_corporate_actions.xml": (0, 2, 0, 8),
    "henk_activity_cancelled_trades.xml": (0, 0, 0, 2),
}


def _real(shared_data, name):
    path = shared_data / "ibflex" / name
    with gzip.open(path) if name.endswith(".gz") else path.open("rb") as file:
        (told,) = read(file)
    return told


@pytest.mark.shared
@pytest.mark.parametrize("name", COUNTS)
def test_nothing_of_a_real_file_is_lost(shared_data, name):
    told = _real(shared_data, name)
    assert (len(told.trades), len(told.cash), len(told.positions), len(told.others)) == COUNTS[name]


@pytest.mark.shared
def test_cash_of_a_real_file_ties_to_its_own_report(shared_data):
    told = _real(shared_data, "pp_testIBFlexStatementFile24.xml")
    moved = sum(one.state.amount * one.rate for one in told.cash)
    assert told.starting_cash["BASE_SUMMARY"] + moved == told.ending_cash["BASE_SUMMARY"] == Decimal("4083.3332134")


@pytest.mark.shared
def test_trades_and_cash_of_a_real_file_tie_in_each_currency(shared_data):
    told = _real(shared_data, "pp_testIBFlexStatementFile14.xml.gz")
    moved = dict(told.starting_cash)
    for one in told.cash:
        moved[one.currency] += one.state.amount
    for one in told.trades:
        sign = -1 if one.fill.side == "buy" else 1
        moved[one.currency] += sign * one.fill.volume * one.fill.price + one.fill.fee
        moved[one.commission_currency] += one.fill.commission
        if one.kind == "CASH":  # the other side of an exchange of currencies
            moved[one.fill.symbol.partition(".")[0]] -= sign * one.fill.volume
    for currency in ("CHF", "USD"):
        assert moved[currency] == told.ending_cash[currency]


@pytest.mark.shared
def test_trades_of_a_real_file_make_their_own_net_cash(shared_data):
    told = _real(shared_data, "pp_testIBFlexStatementFile01.xml")
    for one in told.trades:
        if one.kind == "STK" and one.net_cash is not None:
            sign = -1 if one.fill.side == "buy" else 1
            assert sign * one.fill.volume * one.fill.price + one.fill.commission + one.fill.fee == one.net_cash
