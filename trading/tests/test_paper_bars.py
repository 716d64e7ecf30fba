"""What a bar does: rule 6 of trading/domain/paper, worked by hand."""

from datetime import timedelta

import pytest

from trading.domain.paper import book
from trading.domain.paper.values import Bar, PaperRefusal
from trading.tests.paper_desk import D, Desk


@pytest.fixture
def desk():
    desk = Desk(money="100000.00")
    desk.bar("100", "100", "100", "100")
    return desk


def test_of_two_ways_through_a_bar_it_takes_the_worse(desk):
    desk.order("buy", sl="95", tp="110")
    desk.bar("100", "112", "94", "105")
    assert desk.fills()[1:] == [("sell", 1, 95, D("-500.00"))]


def test_for_a_short_position_the_worse_way_is_the_other(desk):
    desk.order("sell", sl="105", tp="90")
    desk.bar("100", "106", "89", "95")
    assert desk.fills()[1:] == [("buy", 1, 105, D("-500.00"))]


def test_one_way_may_open_what_the_other_only_closes(desk):
    # By the high first it is bought at 108 and sold at 95; by the low first it is held at the close, 800.00 down.
    desk.order("buy", stop="108", sl="95")
    desk.bar("100", "110", "94", "100")
    assert desk.fills() == [("buy", 1, 108, 0), ("sell", 1, 95, D("-1300.00"))]


def test_what_waits_fills_at_its_own_price_within_a_bar(desk):
    desk.order("buy", limit="97.30", sl="95.10")
    desk.bar("100", "101", "94", "100")
    assert desk.fills() == [("buy", 1, D("97.30"), 0), ("sell", 1, D("95.10"), D("-220.00"))]


def test_what_the_open_has_passed_fills_at_the_open(desk):
    desk.order("buy", sl="95")
    desk.order("buy", limit="97")
    desk.bar("93", "94", "92", "94")
    assert desk.fills()[1:] == [("sell", 1, 93, D("-700.00")), ("buy", 1, 93, 0)]


def test_the_ask_is_the_spread_above_the_bid(desk):
    number = desk.order("buy", limit="95")
    desk.bar("100", "101", "94.50", "100", spread="1")
    assert desk.status(number) == ("working", 0)
    desk.bar("100", "101", "94", "100", spread="1")
    assert desk.fills() == [("buy", 1, 95, 0)]
    desk.order("sell", sl="103")  # at the bid of the close, 100; bought back at the ask
    desk.bar("100", "102.50", "100", "100", spread="1")
    assert desk.fills()[1:] == [("sell", 1, 100, 0), ("buy", 1, 103, D("-300.00"))]


def test_without_anything_to_do_both_ways_end_at_the_close(desk):
    desk.order("buy")
    desk.bar("100", "104", "96", "102")
    assert desk.money.open_profit == D("200.00")


def test_a_bar_that_began_before_the_newest_event_is_refused(desk):
    desk.now += timedelta(seconds=30)
    desk.order("buy", limit="90")
    began = desk.now - timedelta(seconds=30)
    with pytest.raises(PaperRefusal, match="began before"):
        book.match_bar(desk.state, Bar(symbol="INVENTED", at=began, open=D(100), high=D(101), low=D(80), close=D(100)))


def test_a_bar_that_cannot_be_is_no_bar():
    for open, high, low, close in (("100", "99", "98", "99"), ("100", "101", "0", "99"), ("97", "101", "98", "99")):
        with pytest.raises(ValueError, match="between"):
            Desk().bar(open, high, low, close)
