"""What Alpaca tells, as facts: money, positions, orders of every kind, trades and cash, page after page."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.brokers.alpaca import activities, reading
from trading.brokers.alpaca.tests.market import Account, Market
from trading.brokers.base import NotSent, Refused
from trading.brokers.facts import AssetKind, OrderKind, OrderStatus, Side, TimeInForce
from trading.brokers.rows import BadRow
from trading.brokers.tests.contract import EVER, limited, wanted
from trading.domain.history import CASH_KINDS


def test_balance_is_cash_and_what_the_shares_cost_and_equity_follows_the_market(scene):
    """By hand: 10 at 101 of 100,000; the market in the middle is 100, then 104.50."""
    broker = scene.broker()
    broker.submit(wanted(scene, volume=Decimal(10)))
    money = broker.account()
    assert (money.balance, money.open_profit, money.equity) == (100_000, Decimal("-10.00"), Decimal("99990.00"))
    scene.price("104", "105")
    money = broker.account()
    assert (money.balance, money.open_profit, money.equity) == (100_000, Decimal("35.00"), Decimal("100035.00"))
    assert (money.environment, money.leverage, money.may_trade, money.server) == ("paper", 2, True, "")


def test_a_short_position_is_one_that_was_sold(scene):
    broker = scene.broker()
    broker.submit(wanted(scene, side=Side.SELL, volume=Decimal(3)))
    (held,) = broker.positions()
    assert (held.side, held.volume, held.open_price, held.profit) == (Side.SELL, 3, 99, Decimal("-3.00"))
    assert broker.account().balance == 100_000


def test_a_coin_has_one_name_in_orders_positions_and_prices(scene):
    broker = scene.broker()
    broker.submit(wanted(scene, symbol="XIN/USD", volume=Decimal("0.5")))
    (held,) = broker.positions()
    (fill,) = broker.fills(EVER)
    (quote,) = broker.quotes(["XIN/USD", "NO/USD", "not a name"])
    (listed,) = broker.instruments(["XIN/USD"])
    assert {held.symbol, fill.symbol, quote.symbol, listed.symbol} == {"XIN/USD"}
    assert (quote.bid_size, quote.ask_size, quote.delayed) == (2, 1, False)
    assert (listed.kind, listed.currency, listed.volume_step, listed.tick_size, listed.volume_min) == (
        AssetKind.CRYPTO, "USD", Decimal("0.0001"), Decimal("0.01"), Decimal("0.0001"),
    )  # fmt: skip


def test_all_that_is_listed_has_its_steps_and_what_is_not_active_is_left_out(scene):
    listed = {each.symbol: each for each in scene.broker().instruments()}
    assert set(listed) == {"INVT", "PART", "XIN/USD"}
    assert listed["PART"].volume_step == Decimal("0.000000001")
    (old,) = scene.broker().instruments(["OLD"])
    assert not old.may_trade


def test_prices_of_the_delayed_feed_say_so(scene):
    access = scene.access()
    (quote,) = scene.broker(options={**access.options, "feed": "delayed_sip"}).quotes(["INVT"])
    assert (quote.delayed, quote.bid_size) == (True, None)


def test_more_orders_than_a_page_are_all_told_once(scene, monkeypatch):
    monkeypatch.setattr("trading.brokers.alpaca.orders.PAGE", 3)
    broker = scene.broker()
    sent = {broker.submit(limited(scene)).id for _ in range(8)}
    for row in list(scene.account.orders.values())[2:6]:
        row["submitted_at"] = "2026-11-20T15:00:00.050000789Z"  # more of one moment than a page holds
    with pytest.raises(NotSent):
        broker.orders()
    for place, row in enumerate(scene.account.orders.values()):
        row["submitted_at"] = f"2026-11-20T15:00:0{place // 2}.050000789Z"
    found = [order.id for order in broker.orders()]
    assert set(found) == sent
    assert len(found) == 8


def test_more_activities_than_a_page_are_all_told_once_with_our_reference(scene, monkeypatch):
    monkeypatch.setattr(activities, "PAGE", 2)
    broker = scene.broker()
    requests = [wanted(scene) for _ in range(5)]
    for request in requests:
        broker.submit(request)
    for _ in range(3):
        scene.deposit("1.50")
    fills = scene.broker().fills(EVER)
    assert [fill.reference for fill in fills] == [request.reference for request in requests]
    assert [operation.amount for operation in broker.cash_operations(EVER)] == [Decimal("1.5")] * 3
    late = fills[2].at
    assert [fill.id for fill in broker.fills(late)] == [fill.id for fill in fills[2:]]


def test_a_trade_of_an_order_sent_long_ago_is_ours_too(scene):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    scene.account.orders[sent.id]["submitted_at"] = "2026-08-01T15:00:00Z"
    for _ in range(2):
        broker.submit(wanted(scene))
    scene.fill(sent.id, Decimal(1), "90")
    assert request.reference in {fill.reference for fill in scene.broker().fills(EVER)}


def test_an_order_of_a_person_has_no_reference_of_ours(scene):
    scene.market.place(scene.account, {"symbol": "INVT", "qty": "1", "side": "buy", "type": "market",
                                       "time_in_force": "day"})  # fmt: skip
    (fill,) = scene.broker().fills(EVER)
    assert fill.reference == ""


@pytest.mark.parametrize(
    ("kind", "amount", "ours"),
    [
        ("CSD", "100", "balance"), ("CSW", "-40.25", "balance"), ("JNLC", "5", "balance"), ("DIV", "1.02", "dividend"),
        ("DIVCGL", "3", "dividend"), ("DIVNRA", "-0.31", "tax"), ("FEE", "-0.02", "charge"),
        ("INT", "0.07", "interest"), ("PTC", "-10", "charge"), ("MA", "12", "correction"),
        ("NEWKIND", "1", "correction"),
    ],
)  # fmt: skip
def test_money_without_a_trade_has_a_kind_of_ours_and_its_day(scene, kind, amount, ours):
    scene.market.pay(scene.account, amount, kind, symbol="INVT", description="words")
    (told,) = scene.broker().cash_operations(EVER)
    assert ours in CASH_KINDS
    assert (told.kind, told.amount, told.at, told.comment) == (
        ours, Decimal(amount), datetime(2026, 11, 20, tzinfo=UTC), f"{kind} INVT words",
    )  # fmt: skip


def test_what_moved_no_money_or_was_taken_back_is_no_cash(scene):
    scene.market.pay(scene.account, "0", "SPLIT", qty="10")
    scene.market.pay(scene.account, "0", "JNLS")
    scene.market.pay(scene.account, "7", "DIV", status="canceled")
    assert scene.broker().cash_operations(EVER) == []


def test_money_told_late_is_still_told(scene):
    """A fee of the 20th that is booked on the 24th: who has seen everything to the 23rd has to hear of it."""
    scene.market.pay(scene.account, "-0.04", "FEE")
    since = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert [each.amount for each in scene.broker().cash_operations(since)] == [Decimal("-0.04")]
    assert scene.broker().cash_operations(since + timedelta(days=30)) == []


def test_a_trade_of_the_very_moment_asked_for_is_told(scene):
    """Alpaca's `after` leaves out what is of that moment."""
    broker = scene.broker()
    broker.submit(wanted(scene))
    scene.account.activities[0]["transaction_time"] = "2026-11-20T15:00:00Z"
    assert len(broker.fills(datetime(2026, 11, 20, 15, tzinfo=UTC))) == 1


def test_the_beginning_of_time_is_no_trouble(scene):
    scene.deposit("1")
    assert len(scene.broker().cash_operations(datetime.min.replace(tzinfo=UTC))) == 1


@pytest.mark.parametrize(
    ("word", "filled", "status"),
    [
        ("new", "0", OrderStatus.WORKING), ("accepted", "0", OrderStatus.RECEIVED),
        ("pending_new", "0", OrderStatus.RECEIVED), ("held", "0", OrderStatus.RECEIVED),
        ("partially_filled", "1", OrderStatus.PARTIAL), ("pending_cancel", "0", OrderStatus.WORKING),
        ("pending_cancel", "1", OrderStatus.PARTIAL), ("done_for_day", "1", OrderStatus.PARTIAL),
        ("suspended", "0", OrderStatus.WORKING), ("a word of tomorrow", "0", OrderStatus.WORKING),
        ("filled", "2", OrderStatus.FILLED), ("canceled", "1", OrderStatus.CANCELLED),
        ("expired", "0", OrderStatus.EXPIRED), ("rejected", "0", OrderStatus.REJECTED),
        ("replaced", "0", OrderStatus.REPLACED),
    ],
)  # fmt: skip
def test_where_an_order_stands(word, filled, status):
    assert reading.order(a_row() | {"status": word, "filled_qty": filled}).status is status


def test_an_order_for_a_sum_of_money_is_told_from_its_first_trade_on():
    bought = a_row() | {"qty": None, "notional": "100"}
    assert reading.order(bought) is None
    assert reading.order(bought | {"filled_qty": "0.25", "status": "partially_filled"}).volume == Decimal("0.25")


@pytest.mark.parametrize(
    "request_of",
    [
        {"stop_loss": Decimal(1)}, {"take_profit": Decimal(1)}, {"closes": "5"}, {"reference": "with-dash"},
        {"reference": "X" * 49}, {"symbol": "../orders"}, {"symbol": "invt"},
    ],
)  # fmt: skip
def test_what_alpaca_cannot_do_is_refused_before_it_is_sent(scene, request_of):
    with pytest.raises(Refused):
        scene.broker().submit(replace(wanted(scene), **request_of))
    assert scene.account.ever == []


def test_an_order_s_sizes_and_prices_go_out_as_they_are(scene):
    broker = scene.broker()
    terms = {"kind": OrderKind.LIMIT, "limit_price": Decimal("90.10"), "time_in_force": TimeInForce.DAY}
    broker.submit(wanted(scene, symbol="PART", volume=Decimal("0.000000007"), **terms))
    (sent,) = scene.account.ever
    assert (sent["qty"], sent["limit_price"], sent["time_in_force"]) == ("0.000000007", "90.10", "day")


def a_row():
    sent = {
        "symbol": "INVT", "qty": "2", "side": "buy", "type": "limit", "time_in_force": "gtc", "limit_price": "90",
        "client_order_id": "F1",
    }  # fmt: skip
    return Market().place(Account("PA1", ""), sent)


# Field of the order: what of Alpaca's row it is made of.
MADE_OF = {
    "id": {"id"}, "reference": {"client_order_id"}, "symbol": {"symbol", "asset_class"}, "side": {"side"},
    "kind": {"type", "order_type"}, "status": {"status", "filled_qty"}, "volume": {"qty", "filled_qty"},
    "filled": {"filled_qty"}, "average_price": {"filled_avg_price"}, "limit_price": {"limit_price"},
    "stop_price": {"stop_price"}, "placed_at": {"submitted_at", "created_at"}, "stop_loss": set(),
    "take_profit": set(), "reason": {"status"},
    "done_at": {"status", "filled_at", "canceled_at", "expired_at", "failed_at", "replaced_at", "updated_at"},
}  # fmt: skip
anything = st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=9) | st.lists(st.none())


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(a_row())), anything, max_size=4))
def test_whatever_stands_in_a_row_it_is_refused_or_changes_nothing_beside_it(changed):
    plain = a_row()
    try:
        told = reading.order(plain | changed)
    except BadRow:
        return
    known = reading.order(plain)
    if told is None:
        assert {"qty", "symbol"} & set(changed)
        return
    beside = {field.name for field in fields(told) if not MADE_OF[field.name] & set(changed)}
    assert {name: getattr(told, name) for name in beside} == {name: getattr(known, name) for name in beside}
