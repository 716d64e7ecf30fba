"""What a statement comes to in the account's own currency."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from trading.brokers.ib.flex import FlexRefused, read
from trading.brokers.ib.flex_facts import base_of, facts_of
from trading.brokers.ib.tests.test_flex import PLAIN, cash, element, file_of, statement, trade


def told(*inside, **more):
    (only,) = read(file_of(statement(*inside, **more)))
    return facts_of(only)


def net(fill):
    return fill.profit + fill.commission + fill.fee + fill.swap


def test_a_trade_nets_what_the_broker_calls_realised():
    buy = trade(quantity="100", tradePrice="100", ibCommission="-1", fifoPnlRealized="0")
    sale = trade(
        tradeID="2", ibExecID="0000e0d5.00000002.01.01", buySell="SELL", quantity="-100", tradePrice="110",
        ibCommission="-1.50", taxes="-0.25", openCloseIndicator="C", fifoPnlRealized="997.25",
    )  # fmt: skip
    opening, closing = told(buy, sale).fills
    # The opening commission is part of the cost: 11000 - 1.50 - 0.25 - (10000 + 1) = 997.25.
    assert (net(opening), opening.commission, opening.profit) == (0, -1, 1)
    assert (net(closing), closing.commission, closing.fee, closing.profit) == (
        Decimal("997.25"), Decimal("-1.50"), Decimal("-0.25"), 999,
    )  # fmt: skip


def test_an_exchange_of_currencies_costs_its_commission_at_once():
    (fill,) = told(trade(assetCategory="CASH", symbol="EUR.USD", ibCommission="-2", fifoPnlRealized="0")).fills
    assert (fill.symbol, net(fill), fill.profit) == ("EUR.USD", -2, 0)


def test_amounts_in_another_currency_are_valued_at_the_rate_of_their_line():
    facts = told(
        trade(currency="EUR", ibCommissionCurrency="EUR", fxRateToBase="1.10", ibCommission="-2", fifoPnlRealized="8"),
        cash(currency="EUR", fxRateToBase="1.20", amount="10"),
    )
    (fill,), (paid,) = facts.fills, facts.cash
    assert (fill.commission, net(fill)) == (Decimal("-2.20"), Decimal("8.80"))
    assert (paid.amount, paid.comment) == (12, "EXMP CASH DIVIDEND (10 EUR)")


def test_a_commission_in_a_third_currency_takes_a_rate_told_elsewhere_or_waits():
    odd = trade(ibCommissionCurrency="CHF", ibCommission="-1", fifoPnlRealized="5")
    (fill,) = told(odd, cash(currency="CHF", fxRateToBase="1.25")).fills
    assert (fill.commission, net(fill)) == (Decimal("-1.25"), 5)
    facts = told(odd)
    assert not facts.fills[0].costs_told
    assert "no rate for its commission in CHF" in facts.notes[0]


def test_a_query_that_leaves_out_what_was_realised_leaves_the_costs_open():
    facts = told(trade())
    assert not facts.fills[0].costs_told
    assert "FIFO P/L Realized" in facts.notes[0]


def test_a_line_in_another_currency_without_a_rate_is_refused():
    with pytest.raises(FlexRefused, match="no rate of EUR to USD"):
        told(cash(currency="EUR", fxRateToBase=""))


def test_what_a_corporate_action_made_is_cash_and_what_made_nothing_is_a_note():
    merger = element(
        "CorporateAction", **PLAIN, type="TC", transactionID="9", quantity="-10", proceeds="1000",
        fifoPnlRealized="200", dateTime="20261120;202500", description="EXMP BOUGHT FOR CASH",
    )  # fmt: skip
    split = element("CorporateAction", **PLAIN, type="FS", quantity="10", proceeds="0", dateTime="20261120;202500")
    facts = told(merger, split, cash(type="Bonus Of The Season"))
    assert [(one.id, one.kind, one.amount) for one in facts.cash] == [("a9", "correction", 200)]
    assert facts.notes == [
        "not booked: a corporate action FS: EXMP",
        "not booked: cash of the kind 'Bonus Of The Season', which nobody has met, 54.24 USD: EXMP CASH DIVIDEND",
    ]


def positions(*inside):
    report = element("CashReportCurrency", currency="BASE_SUMMARY", startingCash="0", endingCash="500.00")
    return f"</Trades><CashReport>{report}</CashReport><OpenPositions>{''.join(inside)}</OpenPositions><Trades>"


def held(**changed):
    usual = {"position": "10", "costBasisMoney": "1001", "fifoPnlUnrealized": "9", "markPrice": "101"}
    return element("OpenPosition", **{**PLAIN, **usual, **changed})


def test_the_balance_is_cash_and_what_the_holdings_cost():
    facts = told(positions(held(), held(conid="2", symbol="SAP", currency="EUR", fxRateToBase="1.1")))
    assert facts.balance == Decimal("500.00") + 1001 + Decimal("1.1") * 1001
    assert [(one.symbol, one.profit) for one in facts.positions] == [("EXMP", 9), ("SAP@EUR", Decimal("9.9"))]


@pytest.mark.parametrize("row", [held(assetCategory="FUT"), held(costBasisMoney="")])
def test_what_is_not_paid_for_in_cash_leaves_the_balance_unknown(row):
    assert told(positions(row)).balance is None


def test_without_the_section_of_positions_nothing_is_said_of_them():
    facts = told(cash())
    assert (facts.balance, facts.positions) == (None, None)


def test_the_currency_is_told_or_the_one_whose_rate_is_one():
    (bare,) = read(file_of(statement(cash(fxRateToBase="0.9"), cash(currency="EUR")).replace("AccountInf", "Inf")))
    assert (base_of(bare), base_of(bare, "USD")) == ("EUR", "USD")
    (mute,) = read(file_of(statement(cash(fxRateToBase="0.9")).replace("AccountInf", "Inf")))
    with pytest.raises(FlexRefused, match="add Account Information"):
        base_of(mute)


def test_the_line_of_the_file_is_named():
    text = file_of(statement(cash(), "\n\n", cash(amount="ten"))).read()
    with pytest.raises(FlexRefused) as refused:
        read(io.BytesIO(text))
    assert refused.value.line == 3
