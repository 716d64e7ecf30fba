"""What is held and what it is worth, quotes and the day's list of instruments."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from trading.brokers.base import NotSent, Refused
from trading.brokers.facts import AssetKind, OptionRight, Side
from trading.brokers.kite import instruments
from trading.brokers.kite.tests.server import Answer
from trading.brokers.rows import BadRow
from trading.brokers.tests.contract import EVER, wanted

HEAD = ",".join(instruments.COLUMNS)


def holding(name="INVENTED", exchange="NSE", *, opening, average, last, t1=0):
    return {
        "tradingsymbol": name, "exchange": exchange, "product": "CNC", "quantity": opening - t1, "t1_quantity": t1,
        "opening_quantity": opening, "average_price": average, "last_price": last, "pnl": 0.1, "used_quantity": 0,
    }  # fmt: skip


def carried(name, *, quantity, average, close, last, m2m, multiplier=1, exchange="NFO"):
    return {
        "tradingsymbol": name, "exchange": exchange, "product": "NRML", "quantity": quantity,
        "overnight_quantity": quantity, "multiplier": multiplier, "average_price": average, "close_price": close,
        "last_price": last, "m2m": m2m, "pnl": 1,
    }  # fmt: skip


def test_an_account_by_hand(scene):
    """1,000,000 cash; 10 shares of 80 at 100; a future of 90, closed 95, now 100; an option sold for 8, now 5."""
    scene.client.holdings = [holding(opening=10, average=80, last=100)]
    scene.client.carried = [
        carried("INVENTED26NOVFUT", quantity=75, average=90, close=95, last=100, m2m=375),
        carried("INVENTED26NOV100CE", quantity=-75, average=8, close=6, last=5, m2m=75),
    ]
    account = scene.broker().account()
    # Shares 1,000; the future's day 375 (yesterday's 375 was settled into cash); the option owes 75 x 6 - 75 = 375.
    assert account.equity == Decimal("1001000.00")
    assert account.open_profit == Decimal(200 + 750 + 225)
    assert account.balance == account.equity - account.open_profit
    assert (account.free_margin, account.margin, account.environment) == (Decimal(1_000_000), Decimal(0), "live")


def test_buying_at_the_market_moves_equity_by_the_spread_alone(scene):
    broker = scene.broker()
    before = broker.account()
    broker.submit(wanted(scene, volume=Decimal(10)))
    after = broker.account()
    assert (after.equity - before.equity, after.open_profit, after.balance) == (-10, -10, before.balance)


def test_what_the_day_bought_joins_what_was_held_at_its_mean_cost(scene):
    scene.client.holdings = [holding(opening=30, average=91.333333, last=100, t1=10)]
    broker = scene.broker()
    broker.submit(wanted(scene, volume=Decimal(10)))
    (position,) = broker.positions()
    assert (position.volume, position.side) == (40, Side.BUY)
    assert position.open_price == Decimal("93.75")  # (30 x 91.333333 + 10 x 101) / 40 = 93.74999975
    assert position.profit == Decimal("250.00")


def test_shares_sold_leave_what_was_held_at_whichever_exchange(scene):
    scene.client.holdings = [holding(exchange="BSE", opening=10, average=80, last=100)]
    broker = scene.broker()
    before = broker.account().equity
    broker.submit(wanted(scene, volume=Decimal(4), side=Side.SELL))
    (position,) = broker.positions()
    assert (position.symbol, position.volume, position.side, position.open_price) == ("BSE:INVENTED", 6, Side.BUY, 80)
    assert broker.account().equity - before == -4  # sold at the bid of 99, marked at 100
    broker.submit(wanted(scene, volume=Decimal(6), side=Side.SELL))
    assert broker.positions() == []


def test_pledged_shares_are_held_and_shares_on_margin_are_owed_for_in_part(scene):
    row = holding(opening=0, average=80, last=100) | {"collateral_quantity": 10}
    margin = {"quantity": 100, "average_price": 90, "initial_margin": 2500, "value": 9000, "used_quantity": 0}
    scene.client.holdings = [row | {"mtf": margin}]
    account, held = scene.broker().account(), scene.broker().positions()
    assert {position.id: (position.volume, position.profit) for position in held} == {
        "NSE:INVENTED/CNC": (10, 200), "NSE:INVENTED/MTF": (100, 1000),
    }  # fmt: skip
    # Shares 1,000; of those on margin our own 2,500 and what they gained, 1,000.
    assert (account.equity, account.open_profit) == (1_004_500, 1_200)


def test_what_the_day_bought_on_margin_joins_what_was_held_on_margin(scene):
    margin = {"quantity": 10, "average_price": 91, "initial_margin": 200}
    scene.client.holdings = [holding(opening=0, average=0, last=100) | {"mtf": margin}]
    scene.broker(product="MTF").submit(wanted(scene, volume=Decimal(10)))
    (position,) = scene.broker().positions()
    assert (position.id, position.volume, position.open_price) == ("NSE:INVENTED/MTF", 20, 96)


def test_margins_of_no_segment_are_no_empty_account(scene):
    scene.server.next("GET", "/user/margins", lambda handler, proceed: handler.give(Answer.of({})))
    with pytest.raises(NotSent):
        scene.broker().account()


def test_products_are_positions_of_their_own_and_shorts_are_short(scene):
    scene.broker().submit(wanted(scene, volume=Decimal(2)))
    scene.broker(product="MIS").submit(wanted(scene, volume=Decimal(3), side=Side.SELL))
    held = {position.id: (position.side, position.volume) for position in scene.broker().positions()}
    assert held == {"NSE:INVENTED/CNC": (Side.BUY, 2), "NSE:INVENTED/MIS": (Side.SELL, 3)}


def test_a_float_s_noise_is_no_price(scene):
    scene.client.holdings = [holding(opening=1, average=261.50000000000006, last=313.1)]
    (position,) = scene.broker().positions()
    assert (str(position.open_price), str(position.price), str(position.profit)) == ("261.5", "313.1", "51.60")


@pytest.mark.parametrize("field", ["opening_quantity", "average_price", "last_price"])
@pytest.mark.parametrize("value", ["12", True, [], 1e300])
def test_a_holding_that_makes_no_sense_is_not_believed(scene, field, value):
    scene.client.holdings = [{**holding(opening=1, average=1, last=1), field: value}]
    with pytest.raises(NotSent):
        scene.broker().positions()


def test_fills_are_those_since(scene):
    broker = scene.broker()
    broker.submit(wanted(scene))
    broker.submit(wanted(scene))
    first, second = broker.fills(EVER)
    assert first.at < second.at
    assert broker.fills(second.at) == [second]
    assert first.id.startswith("NSE:20261120:")
    assert first.at.isoformat().startswith("2026-11-20T09:1")  # India's clock, not converted


def test_quotes_have_the_sizes_shown(scene):
    (quote,) = scene.broker().quotes([scene.symbol])
    assert (quote.bid, quote.bid_size, quote.ask, quote.ask_size, quote.last) == (99, 10, 101, 10, 100)


def test_a_visit_asks_six_questions(scene):
    broker = scene.broker()
    broker.visit(EVER)
    assert len(scene.server.seen) == 6


def test_a_market_without_prices_has_none(scene):
    scene.price("0", "0")
    (quote,) = scene.broker().quotes([scene.symbol, scene.unknown_symbol, "no name at all", scene.symbol])
    assert (quote.bid, quote.bid_size, quote.ask, quote.last) == (None, None, None, None)


def test_money_paid_in_is_not_told_and_says_so(scene):
    assert scene.broker().capabilities.tells_cash is False
    with pytest.raises(Refused, match="Console"):
        scene.broker().cash_operations(EVER)


# ---- instruments


def test_instruments_have_what_the_list_tells(scene):
    symbols = ["NSE:INVENTED", "NFO:INVENTED26NOVFUT", "NFO:INVENTED26NOV100CE", "NSE:INVENTED 50", "NSE:NOSUCH"]
    share, future, option, index = scene.broker().instruments(symbols)
    assert (share.kind, share.currency, share.tick_size, share.volume_step) == (
        AssetKind.STOCK, "INR", Decimal("0.05"), 1,
    )  # fmt: skip
    assert (future.kind, future.volume_step, future.underlying) == (AssetKind.FUTURE, 75, "INVENTED")
    assert future.expires_on.date().isoformat() == "2026-11-26"
    assert (option.kind, option.strike, option.right) == (AssetKind.OPTION, 100, OptionRight.CALL)
    assert (index.kind, index.may_trade) == (AssetKind.INDEX, False)


def test_the_list_is_fetched_once_a_day_and_by_exchange(scene, monkeypatch):
    broker = scene.broker()
    for _ in range(2):
        broker.instruments(["NSE:INVENTED"])
        broker.instruments(["NFO:INVENTED26NOVFUT"])
        assert len(broker.instruments()) == len(scene.market.listed)
    fetched = [path for _, path in scene.server.seen if path.startswith("/instruments")]
    assert fetched == ["/instruments/NSE", "/instruments/NFO", "/instruments"]
    tomorrow = time.time() + 86_400
    monkeypatch.setattr("trading.brokers.kite.adapter.time.time", lambda: tomorrow)
    broker.instruments(["NSE:INVENTED"])
    assert scene.server.seen[-1] == ("GET", "/instruments/NSE")


def test_a_hundred_thousand_lines_are_read_in_bounded_time(scene):
    scene.server.extra_lines = "".join(
        f'{token},{token},INVENTED26NOV{token}PE,"INVENTED",0,2026-11-26,{token},0.05,75,PE,NFO-OPT,NFO\n'
        for token in range(1, 100_001)
    )
    broker = scene.broker(seconds=60.0)
    began = time.monotonic()
    (found,) = broker.instruments(["NFO:INVENTED26NOV99999PE"])
    assert time.monotonic() - began < 30  # one that reads them again for each line takes minutes
    assert (found.strike, found.right) == (99_999, OptionRight.PUT)


def test_a_column_more_does_not_hide_the_list():
    listed = f"new,{HEAD}\nx,1,1,GOOD,GOOD,0,,0,0.05,1,EQ,NSE,NSE\n".encode()
    assert [each.symbol for each in instruments.read(listed)] == ["NSE:GOOD"]


def test_a_line_that_makes_no_sense_is_left_out_and_the_rest_is_read():
    good = "1,1,GOOD,GOOD,0,,0,0.05,1,EQ,NSE,NSE"
    bad = [
        "1,1,X,X,0,,0,0.05,1,EQ,NSE", "1,1,X,X,0,,0,0.05,NaN,EQ,NSE,NSE", "1,1,X,X,0,,0,-1,1,EQ,NSE,NSE",
        "1,1,X,X,0,2026-13-01,0,0.05,1,EQ,NSE,NSE", "1,1,X,X,0,,Infinity,0.05,1,EQ,NSE,NSE", "1" * 3_000, "",
        "1,1,X,X,0,,0,0,1,EQ,NSE,NSE", "1,1,X,X,0,,0,x,1,EQ,NSE,NSE",
    ]  # fmt: skip
    listed = "\r\n".join([HEAD, *bad, good]).encode()
    assert [each.symbol for each in instruments.read(listed)] == ["NSE:GOOD"]


@pytest.mark.parametrize("listed", [b"", b"a,b,c\n1,2,3\n", b"\xff\xfe\x00", b"<html></html>"])
def test_what_is_no_list_is_refused(listed):
    with pytest.raises(BadRow):
        list(instruments.read(listed))


def test_another_thing_than_a_list_is_no_answer(scene):
    scene.server.next("GET", "/instruments", lambda handler, proceed: handler.give(Answer.of({"csv": ""})))
    with pytest.raises(NotSent):
        scene.broker().instruments([scene.symbol])
