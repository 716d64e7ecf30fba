"""What paper positions make, cost and bind: rules 7 to 11 of trading/domain/paper, each worked by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fidus.lib.money import MoneyError
from trading.domain.paper import book
from trading.domain.paper.events import Swapped
from trading.domain.paper.values import PaperRefusal, Terms
from trading.tests.paper_desk import AT, INVENTED, D, Desk


def test_netting_keeps_one_position_at_the_average_price_and_turns_it_round():
    desk = Desk(money="100000.00", hedging=False)
    desk.quote("99", "101")
    desk.order("buy", "1")
    desk.quote("103", "105")
    desk.order("buy", "3")
    assert desk.held() == [("buy", 4, 104)]  # (1 x 101 + 3 x 105) / 4
    desk.quote("110", "112")
    desk.order("sell", "2")
    assert desk.fills()[-1] == ("sell", 2, 110, D("1200.00"))  # 6.00 x 200
    desk.order("sell", "5", sl="115")
    assert desk.fills()[-1] == ("sell", 5, 110, D("1200.00"))
    assert desk.held() == [("sell", 3, 110)]
    assert desk.events[-1].fill.direction == "in/out"
    assert desk.money.balance == D("102400.00")
    desk.quote("115", "116")
    assert desk.held() == []  # the protection of the order that turned it
    assert desk.money.balance == D("102400.00") - 1800


def test_hedging_keeps_positions_apart_until_an_order_names_one():
    desk = Desk(money="100000.00")
    desk.quote("99", "101")
    long, short = desk.order("buy", "2"), desk.order("sell", "1")
    assert desk.held() == [("buy", 2, 101), ("sell", 1, 99)]
    desk.quote("104", "106")
    desk.order("sell", "0.5", closes=long)
    assert desk.fills()[-1] == ("sell", D("0.5"), 104, D("150.00"))
    desk.order("buy", "1", closes=short)
    assert desk.fills()[-1] == ("buy", 1, 106, D("-700.00"))
    assert desk.held() == [("buy", D("1.5"), 101)]
    for bad in ({"side": "buy"}, {"side": "sell", "volume": "2"}, {"side": "sell", "sl": "120"}):
        with pytest.raises(PaperRefusal):
            desk.order(closes=long, **bad)


def test_orders_that_close_a_position_end_with_it():
    desk = Desk(money="100000.00")
    desk.quote("99", "101")
    long = desk.order("buy", "2")
    waits = desk.order("sell", "2", limit="120", closes=long)
    half = desk.order("sell", "1", limit="110", closes=long)
    desk.quote("111", "112")
    assert (desk.status(half), desk.status(waits)) == (("filled", 1), ("working", 0))
    desk.quote("121", "122")
    # Only one lot is left of the two it was to close.
    assert desk.status(waits) == ("cancelled", 1)
    assert desk.held() == []


def test_commission_is_by_unit_and_by_value_rounded_once_a_fill():
    desk = Desk(commission_per_unit="3.50", commission_percent="0.01")
    desk.quote("99", "101")
    desk.order("buy", "0.37")
    # 3.50 x 0.37 = 1.295, and 0.01 % of 0.37 x 101 x 100 = 0.3737: together 1.6687.
    assert desk.events[-1].fill.commission == D("-1.67")
    assert desk.money.balance == D("9998.33")


def test_swap_is_kept_with_the_position_and_booked_in_proportion():
    desk = Desk(swap_long="-1.25", swap_short="0.40")
    desk.quote("99", "101")
    long = desk.order("buy", "2")
    desk.order("sell", "1")
    desk.now = AT + timedelta(days=3)
    desk.do(book.pass_time)
    assert [event.at.day for event in desk.events if isinstance(event, Swapped)] == [3, 3, 4, 4, 5, 5]
    # Long: three nights of -2.50; short: three of 0.40. Open besides: -200.00 x 2 and -200.00.
    assert desk.money.open_profit == D("-7.50") + D("1.20") - 600
    desk.order("sell", "0.5", closes=long)
    assert desk.events[-1].fill.swap == D("-1.88")  # -7.50 / 4 = -1.875, half even
    desk.order("sell", "1.5", closes=long)
    assert desk.events[-1].fill.swap == D("-5.62")
    assert desk.money.balance == D("10000.00") - 400 - D("7.50")


def test_margin_is_by_leverage_and_what_opens_needs_it():
    desk = Desk(money="1000.00")
    desk.quote("100.99", "101")
    with pytest.raises(PaperRefusal, match="margin"):
        desk.order("buy", "10")  # binds 10 x 100 x 101 / 100 = 1010.00
    desk.order("buy", "9")
    assert (desk.money.margin, desk.money.equity) == (D("909.00"), D("991.00"))
    assert desk.money.free_margin == D("82.00")
    with pytest.raises(PaperRefusal, match="margin"):
        desk.order("buy", "1")


def test_an_order_is_rejected_when_its_price_comes_and_margin_is_gone():
    desk = Desk(money="1000.00", stop_out="0")
    desk.quote("104.99", "105")
    first, second = desk.order("buy", "9", limit="100"), desk.order("buy", "9", limit="100")
    desk.quote("99.99", "100")
    assert (desk.status(first), desk.status(second)) == (("filled", 9), ("rejected", 0))
    assert "margin" in desk.order_now(second).reason


def test_what_closes_needs_no_margin():
    desk = Desk(money="1000.00", hedging=False, stop_out="0")
    desk.quote("100.99", "101")
    desk.order("buy", "9")
    desk.quote("100.10", "100.11")
    assert desk.money.free_margin < 0
    desk.order("sell", "9")
    assert desk.money.balance == D("1000.00") - 810


def test_the_stop_out_closes_the_largest_loss_until_there_is_margin_again():
    desk = Desk(money="1000.00")
    desk.quote("100.99", "101")
    desk.order("buy", "6")
    desk.order("buy", "3")
    desk.quote("100.40", "100.41")  # equity 1000 - 540 = 460.00, half the margin is 454.50
    assert len(desk.held()) == 2
    desk.quote("100.39", "100.40")  # equity 451.00: the larger goes, and 451.00 is above half of 303.00
    assert desk.fills()[2:] == [("sell", 6, D("100.39"), D("-366.00"))]
    assert desk.held() == [("buy", 3, 101)]
    desk.quote("90", "91", bid_size="1")
    assert (desk.held(), desk.money.balance) == ([], D("1000.00") - 366 - 3300)


def test_profit_in_another_currency_is_converted_at_the_rate_told():
    euro = replace(INVENTED, currency="EUR")
    desk = Desk(instruments=(euro,))
    desk.quote("99", "101")
    with pytest.raises(PaperRefusal, match="rate"):
        desk.order("buy")
    desk.do(book.rate, "EUR", D("1.0833"))
    long = desk.order("buy", "0.01")
    desk.quote("102.37", "103")
    desk.order("sell", "0.01", closes=long)
    # 1.37 x 0.01 x 100 = 1.37 EUR; x 1.0833 = 1.484121
    assert desk.fills()[-1] == ("sell", D("0.01"), D("102.37"), D("1.48"))
    for bad in (D(0), D("NaN"), D(-1)):
        with pytest.raises(PaperRefusal):
            desk.do(book.rate, "EUR", bad)


def test_a_withdrawal_takes_what_is_free_and_charges_may_take_more():
    desk = Desk(money="1000.00")
    desk.quote("100.99", "101")
    desk.order("buy", "9")
    with pytest.raises(PaperRefusal, match="free"):
        desk.do(book.deposit, D("-82.01"))
    desk.do(book.deposit, D("-82.00"))
    desk.do(book.deposit, D("-100.00"), kind="charge")
    assert desk.money.balance == D("818.00")
    for amount, kind in ((D("0"), "balance"), (D("1.001"), "balance"), (D("1"), "credit"), (D("Infinity"), "balance")):
        with pytest.raises(PaperRefusal):
            desk.do(book.deposit, amount, kind=kind)


def test_trades_that_the_market_makes_are_booked_whatever_the_margin():
    desk = Desk(money="1000.00", stop_out="0")
    desk.quote("100", "101")
    number = desk.order("buy", "5", limit="90")
    desk.do(book.cancel, number)
    desk.do(book.execute, desk.order_now(number), D(2), D(90))
    assert (desk.status(number), desk.held()) == (("cancelled", 2), [("buy", 2, 90)])
    desk.do(book.execute, desk.order_now(number), D(3), D(91))
    assert desk.status(number) == ("filled", 5)
    with pytest.raises(PaperRefusal, match="left"):
        desk.do(book.execute, desk.order_now(number), D(1), D(91))
    assert desk.state == replace(desk.rebuilt(), quotes=desk.state.quotes)


def test_what_is_held_keeps_its_currency_and_multiplier():
    desk = Desk()
    desk.quote("99", "101")
    desk.order("buy")
    desk.do(book.enlist, replace(INVENTED, may_trade=False))
    with pytest.raises(PaperRefusal):
        desk.do(book.enlist, replace(INVENTED, multiplier=D(1)))


def test_terms_that_cannot_be_are_refused():
    for bad in ({"leverage": D(0)}, {"stop_out": D(-1)}, {"commission_percent": D(-1)}):
        with pytest.raises(ValueError, match=r"leverage|negative"):
            Terms(login="1", currency="USD", **bad)
    with pytest.raises(MoneyError):
        book.open_book(Terms(login="1", currency="XXX"), AT)
