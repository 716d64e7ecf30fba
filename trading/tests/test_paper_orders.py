"""How paper orders are filled: rules 1 to 5 and 12 to 14 of trading/domain/paper, each worked by hand."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from trading.brokers.facts import Change, OrderKind, OrderRequest, Quote, Side
from trading.domain.paper import book
from trading.domain.paper.values import PaperRefusal
from trading.tests.paper_desk import AT, INVENTED, D, Desk


@pytest.fixture
def desk():
    desk = Desk(money="100000.00")
    desk.quote("99", "101")
    return desk


def test_market_orders_fill_at_the_touch(desk):
    desk.order("buy", "2")
    desk.order("sell", "1")
    assert desk.fills() == [("buy", 2, 101, 0), ("sell", 1, 99, 0)]
    # 2 lots bought 2.00 above where they could be sold: -400.00; one sold at 99 that costs 101: -200.00.
    assert (desk.money.balance, desk.money.open_profit) == (D("100000.00"), D("-600.00"))


def test_a_size_at_the_touch_is_taken_in_whole_steps_and_once(desk):
    desk.quote("99", "101", ask_size="1.509")
    number = desk.order("buy", "4")
    assert desk.status(number) == ("partial", D("1.50"))
    other = desk.order("buy", "1")
    assert desk.status(other) == ("working", 0)
    desk.quote("99", "102", ask_size="3")
    # The earlier order is served first: 2.50 of the 3, and 0.50 are left for the other.
    assert (desk.status(number), desk.status(other)) == (("filled", 4), ("partial", D("0.50")))
    # (1.50 x 101 + 2.50 x 102) / 4
    assert desk.order_now(number).told().average_price == D("101.625")


def test_a_limit_order_fills_at_its_price_or_better(desk):
    now, waits = desk.order("buy", limit="105"), desk.order("buy", limit="95")
    assert desk.fills() == [("buy", 1, 101, 0)]
    desk.quote("94.99", "95.01")
    assert desk.status(waits) == ("working", 0)
    desk.quote("93", "94")
    assert desk.fills()[-1] == ("buy", 1, 94, 0)
    sells = desk.order("sell", limit="98")
    desk.quote("97.99", "100")
    assert desk.status(sells) == ("working", 0)
    desk.quote("98", "100")
    assert desk.fills()[-1] == ("sell", 1, 98, 0)
    assert desk.status(now) == ("filled", 1)


def test_a_stop_becomes_a_market_order_when_touched(desk):
    buys, sells = desk.order("buy", stop="105"), desk.order("sell", stop="95")
    desk.quote("104", "104.99")
    assert desk.fills() == []
    desk.quote("106", "107")
    assert desk.fills() == [("buy", 1, 107, 0)]
    desk.quote("94", "96")
    assert desk.fills()[1:] == [("sell", 1, 94, 0)]
    assert desk.status(buys) == desk.status(sells) == ("filled", 1)


def test_a_stop_limit_becomes_a_limit_order_that_may_wait(desk):
    number = desk.order("buy", stop="105", limit="106")
    desk.quote("107", "108")
    assert (desk.order_now(number).triggered, desk.status(number)) == (True, ("working", 0))
    desk.quote("103", "104")
    assert desk.fills() == [("buy", 1, 104, 0)]


def test_what_closes_first_takes_the_other_with_it(desk):
    desk.order("buy", sl="95", tp="110")
    desk.quote("110.50", "111")
    assert desk.fills()[1:] == [("sell", 1, D("110.50"), D("950.00"))]
    desk.quote("90", "91")
    assert (desk.held(), len(desk.fills())) == ([], 2)
    desk.order("sell", sl="95", tp="80")
    desk.quote("94", "96")
    assert desk.fills()[3:] == [("buy", 1, 96, D("-600.00"))]
    assert desk.money.balance == D("100000.00") + 950 - 600


def test_protection_takes_what_is_shown_and_goes_on(desk):
    desk.order("buy", "3", sl="95")
    desk.quote("94", "96", bid_size="2")
    assert desk.held() == [("buy", 1, 101)]
    desk.quote("93", "96", bid_size="2")
    assert desk.fills()[1:] == [("sell", 2, 94, D("-1400.00")), ("sell", 1, 93, D("-800.00"))]


def test_day_orders_end_with_the_day(desk):
    day, stays = desk.order("buy", limit="90", lasts="day"), desk.order("buy", limit="90")
    desk.now = AT.replace(hour=23, minute=59, second=59)
    desk.do(book.pass_time)
    assert desk.status(day) == ("working", 0)
    desk.now = AT + timedelta(days=1)
    desk.quote("80", "81")
    assert (desk.status(day), desk.status(stays)) == (("expired", 0), ("filled", 1))
    assert desk.order_now(day).done_at == AT.replace(day=3, hour=0)


def test_at_once_what_there_is_or_all_or_nothing(desk):
    desk.quote("99", "101", ask_size="2")
    assert desk.status(desk.order("buy", "3", lasts="fok")) == ("cancelled", 0)
    assert desk.status(desk.order("buy", "1", limit="100", lasts="ioc")) == ("cancelled", 0)
    assert desk.status(desk.order("buy", "3", lasts="ioc")) == ("cancelled", 2)
    desk.quote("99", "101", ask_size="2")
    assert desk.status(desk.order("buy", "2", limit="101", lasts="fok")) == ("filled", 2)
    with pytest.raises(PaperRefusal, match="waits"):
        desk.order("buy", stop="105", lasts="ioc")


def test_a_side_without_a_price_fills_nothing(desk):
    desk.quote("99", None)
    with pytest.raises(PaperRefusal, match="no price"):
        desk.order("buy")
    waits = desk.order("buy", limit="105")
    assert desk.status(waits) == ("working", 0)
    desk.quote("99", "101")
    assert desk.status(waits) == ("filled", 1)


@pytest.mark.parametrize(
    ("words", "bad"),
    [
        ("step", {"volume": "1.005"}),
        ("least", {"volume": "0.001", "instrument": replace(INVENTED, volume_step=D("0.001"))}),
        ("most", {"volume": "50.01"}),
        ("tick", {"limit": "90.001"}),
        ("tick", {"limit": "-90"}),
        ("tick", {"sl": "90.001"}),
        ("wrong sides", {"sl": "101"}),
        ("wrong sides", {"tp": "101"}),
        ("not traded", {"symbol": "NOSUCH"}),
        ("may not", {"instrument": replace(INVENTED, may_trade=False)}),
        ("no position", {"closes": "77"}),
        ("margin", {"volume": "50", "limit": "99000000"}),
    ],
)
def test_what_is_off_the_rules_is_refused_and_writes_nothing(desk, words, bad):
    if "instrument" in bad:
        desk.do(book.enlist, bad.pop("instrument"))
    before = desk.state
    with pytest.raises(PaperRefusal, match=words):
        desk.order("buy", **bad)
    assert desk.state == before


def test_a_reference_is_taken_once(desk):
    number = desk.order("buy", limit="90", reference="ONCE")
    desk.order("buy", limit="90", reference="ONCE", comment="again")
    assert list(desk.state.orders) == [number]
    with pytest.raises(PaperRefusal, match="another order"):
        desk.order("buy", limit="91", reference="ONCE")
    desk.do(book.change, number, Change(limit_price=D(91)))
    desk.order("buy", limit="90", reference="ONCE")  # what was sent first counts, not what became of it
    desk.do(book.cancel, number)
    request = desk.order_now(number).asked
    assert book.place(desk.state, request, desk.now, first=desk.order_now(number)) == (desk.state, ())


def test_a_change_may_fill_at_once_and_what_is_over_is_not_changed(desk):
    number = desk.order("buy", "2", limit="90")
    for bad in (Change(), Change(stop_price=D(95)), Change(limit_price=D("90.001")), Change(volume=D(51))):
        with pytest.raises(PaperRefusal):
            desk.do(book.change, number, bad)
    desk.do(book.change, number, Change(limit_price=D(102), volume=D(3)))
    assert desk.fills() == [("buy", 3, 101, 0)]
    for verb in (lambda: desk.do(book.change, number, Change(volume=D(4))), lambda: desk.do(book.cancel, number)):
        with pytest.raises(PaperRefusal, match="no order"):
            verb()


def test_time_does_not_go_back_and_old_quotes_are_passed_over(desk):
    number = desk.order("buy", limit="90")
    desk.now -= timedelta(hours=1)
    desk.do(book.match, Quote(symbol="INVENTED", at=desk.now, bid=D(80), ask=D(81)))
    assert desk.status(number) == ("working", 0)
    desk.do(book.cancel, number)
    assert desk.order_now(number).done_at == desk.order_now(number).placed_at


def test_a_price_that_is_no_number_is_refused(desk):
    with pytest.raises(PaperRefusal):
        desk.quote("NaN", "101")


def test_the_same_request_may_be_refused_now_and_taken_later():
    desk = Desk(instruments=())
    request = OrderRequest(
        reference="R", symbol="INVENTED", side=Side.BUY, kind=OrderKind.LIMIT, volume=Decimal(1), limit_price=Decimal(9)
    )
    with pytest.raises(PaperRefusal):
        desk.do(book.place, request)
    desk.do(book.enlist, INVENTED)
    assert desk.do(book.place, request)
