"""What holds for paper books whatever is done to them, and in whichever order."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from trading.brokers.facts import Change, Side
from trading.domain.paper import book
from trading.domain.paper.events import Accepted, Ended, Filled, Moved, Swapped
from trading.domain.paper.reckoning import closing_price, open_profit, touch_of
from trading.domain.paper.values import PaperRefusal
from trading.domain.paper.written import kind_of, read_event, read_state, write_event, write_state
from trading.tests.paper_desk import Desk

cents = st.integers(-300, 300).map(lambda cents: Decimal(cents) / 100)
prices = cents.map(lambda away: 100 + away)
near = st.one_of(st.none(), prices)
protection = st.one_of(st.none(), st.integers(1, 200).map(lambda cents: Decimal(cents) / 100))
volumes = st.integers(1, 4_000).map(lambda steps: Decimal(steps) / 100)
sizes = st.one_of(st.none(), st.integers(0, 4_000).map(lambda steps: Decimal(steps) / 100))
picks = st.integers(0, 5)
orders = st.tuples(
    st.just("order"), st.sampled_from(["buy", "sell"]), volumes, st.sampled_from(["", "", "limit", "stop", "both"]),
    cents, protection, protection, st.sampled_from(["gtc", "gtc", "day", "ioc", "fok"]),
)  # fmt: skip
closes = st.tuples(st.just("close"), picks, volumes, near)
deeds = st.one_of(
    st.tuples(st.just("quote"), prices, st.integers(0, 50), sizes, sizes),
    st.tuples(st.just("bar"), st.lists(prices, min_size=4, max_size=4).map(sorted), st.booleans(), st.integers(0, 50)),
    orders,
    orders,
    orders,
    closes,
    closes,
    st.tuples(st.just("again"), picks),
    st.tuples(st.just("cancel"), picks),
    st.tuples(st.just("change"), picks, near, near, st.one_of(st.none(), volumes)),
    st.tuples(st.just("money"), st.integers(-500_000, 500_000).map(lambda cents: Decimal(cents) / 100)),
    st.tuples(st.just("night"), st.integers(1, 40)),
)  # fmt: skip
lives = st.lists(deeds, min_size=15, max_size=50)
TERMS = {
    "money": "20000.00", "commission_per_unit": "3.33", "commission_percent": "0.007", "swap_long": "-1.17",
    "swap_short": "0.31", "leverage": "50", "stop_out": "80",
}  # fmt: skip


def live(desk, deed) -> None:
    name, *given = deed
    if name == "quote":
        bid, spread, bid_size, ask_size = given
        desk.quote(bid, bid + Decimal(spread) / 100, bid_size=bid_size, ask_size=ask_size)
    elif name == "bar":
        (low, first, second, high), rises, spread = given
        open, close = (first, second) if rises else (second, first)
        desk.bar(open, high, low, close, spread=Decimal(spread) / 100)
    elif name == "order":
        side, volume, kind, away, loss, gain, lasts = given
        price = touch_of(desk.state, "INVENTED", Side(side)) + (away if kind else 0)
        sign = 1 if side == "buy" else -1
        desk.order(
            side,
            volume,
            limit=price if kind in {"limit", "both"} else None,
            stop=price if kind in {"stop", "both"} else None,
            sl=None if loss is None else price - sign * loss,
            tp=None if gain is None else price + sign * gain,
            lasts="gtc" if kind in {"stop", "both"} else lasts,
        )
    elif name == "close" and desk.state.positions:
        position = _pick(desk.state.positions_in_turn(), given[0])
        volume = min(given[1], position.volume)
        desk.order(str(position.side.opposite), volume, limit=given[2], closes=position.id)
    elif name == "again" and (
        asked := [e.order.asked for e in desk.events if isinstance(e, Accepted) and e.order.asked]
    ):
        request = _pick(asked, given[0])
        first = next(e.order.id for e in desk.events if isinstance(e, Accepted) and e.order.asked is request)
        assert desk.do(book.place, request, first=desk.order_now(first)) == ()
    elif name == "cancel" and desk.state.orders:
        desk.do(book.cancel, _pick(desk.state.orders_in_turn(), given[0]).id)
    elif name == "change" and desk.state.orders:
        order = _pick(desk.state.orders_in_turn(), given[0])
        desk.do(book.change, order.id, Change(limit_price=given[1], stop_price=given[2], volume=given[3]))
    elif name == "money":
        desk.do(book.deposit, given[0])
    elif name == "night":
        desk.now += timedelta(hours=given[0])


def lived(deeds, hedging) -> Desk:
    desk = Desk(hedging=hedging, **TERMS)
    desk.quote("99.95", "100.05")
    for deed in deeds:
        before, written = desk.state, len(desk.events)
        try:
            live(desk, deed)
        except PaperRefusal:
            assert (desk.state, len(desk.events)) == (before, written)
        balanced(desk)
        done(desk)
    return desk


def balanced(desk) -> None:
    """Balance = deposits + profits + costs, exactly; with what is open it is what was paid and received for it all."""
    fills = [event.fill for event in desk.events if isinstance(event, Filled)]
    cash = sum(event.cash.amount for event in desk.events if isinstance(event, Moved))
    profits, swaps = sum(fill.profit for fill in fills), sum(fill.swap for fill in fills)
    commissions = sum(fill.commission for fill in fills)
    assert desk.state.balance == cash + profits + swaps + commissions
    positions = desk.state.positions.values()
    accrued = sum(event.amount for event in desk.events if isinstance(event, Swapped))
    assert accrued == swaps + sum(position.swap for position in positions)
    opened = sum(open_profit(desk.state, position) for position in positions)
    assert desk.money.equity == cash + profits + commissions + accrued + opened
    paid = sum(-_signed(fill) * fill.price * 100 for fill in fills)
    worth = sum(_signed(position) * closing_price(desk.state, position) * 100 for position in positions)
    roundings = len(positions) + sum(fill.direction != "in" for fill in fills)
    assert abs(paid + worth - profits - opened) <= Decimal("0.005") * roundings + Decimal("1e-15")


def done(desk) -> None:
    """Nothing is left that the prices held ask for, where no size stands in the way."""
    quote = desk.state.quotes.get("INVENTED")
    if quote is None or quote.bid_size is not None or quote.ask_size is not None:
        return
    for position in desk.state.positions.values():
        price, long = closing_price(desk.state, position), position.side is Side.BUY
        if position.stop_loss is not None:
            assert (price > position.stop_loss) if long else (price < position.stop_loss)
        if position.take_profit is not None:
            assert (price < position.take_profit) if long else (price > position.take_profit)
    for order in desk.state.orders.values():
        touch, buys = touch_of(desk.state, order.symbol, order.side), order.side is Side.BUY
        if order.waits_for_stop:
            assert (touch < order.stop_price) if buys else (touch > order.stop_price)
        else:
            assert (touch > order.limit_price) if buys else (touch < order.limit_price)


@settings(max_examples=120, deadline=None)
@given(lives, st.booleans())
def test_whatever_is_done_every_cent_is_accounted_for_and_the_events_make_the_state(deeds, hedging):
    desk = lived(deeds, hedging)
    assert desk.rebuilt() == replace(desk.state, quotes={})
    assert read_state(json.loads(json.dumps(write_state(desk.state)))) == desk.state
    for event in desk.events:
        assert read_event(kind_of(event), json.loads(json.dumps(write_event(event)))) == event


@settings(max_examples=60, deadline=None)
@given(lives, st.booleans())
def test_the_same_again_gives_the_same(deeds, hedging):
    first, second = lived(deeds, hedging), lived(deeds, hedging)
    assert (first.state, first.events) == (second.state, second.events)


@settings(max_examples=80, deadline=None)
@given(lives)
def test_no_position_lives_on_after_its_close_and_no_order_after_its_end(deeds):
    desk = lived(deeds, hedging=True)
    held, closed, ended, references = {}, set(), set(), Counter()
    for event in desk.events:
        if isinstance(event, Accepted):
            references[event.order.reference] += bool(event.order.reference)
        if isinstance(event, Ended):
            ended.add(event.order_id)
        if isinstance(event, Filled):
            fill = event.fill
            assert fill.order_id not in ended
            assert fill.position_id not in closed
            volume = held.get(fill.position_id, Decimal(0)) + _signed(fill)
            held[fill.position_id] = volume
            if not volume:
                closed.add(fill.position_id)
    assert {id: volume for id, volume in held.items() if volume} == {
        id: _signed(position) for id, position in desk.state.positions.items()
    }
    assert set(references.values()) <= {0, 1}
    for number in {event.order.id for event in desk.events if isinstance(event, Accepted)}:
        order = desk.order_now(number)
        assert order.filled == sum(e.fill.volume for e in desk.events if isinstance(e, Filled) and e.order_id == number)


@settings(max_examples=60, deadline=None)
@given(lives)
def test_netting_holds_one_position_that_is_the_sum_of_all_fills(deeds):
    desk = lived(deeds, hedging=False)
    assert len(desk.state.positions) <= 1
    total = sum(_signed(event.fill) for event in desk.events if isinstance(event, Filled))
    assert sum(_signed(position) for position in desk.state.positions.values()) == total


def _signed(held) -> Decimal:
    return held.volume if held.side is Side.BUY else -held.volume


def _pick(rows, number):
    return rows[number % len(rows)]
