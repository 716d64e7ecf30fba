"""What holds of every decision, whatever is asked."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from trading.decision.domain.exposure import Step, Stock, most_after
from trading.decision.domain.facts import AllocationFacts
from trading.decision.domain.plan import value_of_unit
from trading.decision.tests.cases import account, case, d, decided, leg, limits, pair, share, signal
from trading.signals.domain.standard import SizeKind

few = settings(max_examples=30, deadline=None)
amounts = st.decimals("0.01", "1000000", places=2)
sizes = st.one_of(
    st.tuples(st.sampled_from(["units", "lots"]), st.decimals("0.01", "5000", places=2)),
    st.tuples(st.just("equity percent"), st.decimals("0.01", "100", places=2)),
)
shares = st.decimals("1", "100", places=1)
instruments = st.builds(
    lambda forex, step, most, price: (pair if forex else share)(
        step=step, least=step, most=most, bid=price, ask=price * d("1.001"), tick="0.00001"
    ),
    st.booleans(), st.sampled_from(["0.01", "0.1", "1", "0.25"]), st.sampled_from([None, "50", "1000"]),
    st.decimals("0.5", "500", places=3),
)  # fmt: skip


def _allocation(percent) -> AllocationFacts:
    return AllocationFacts(share=percent, size_kind=SizeKind.EQUITY_PERCENT, size_value=d(5))


@few
@given(
    asked=st.lists(st.tuples(st.sampled_from(["buy", "sell"]), sizes), min_size=1, max_size=12),
    instrument=instruments, equity=amounts, percent=shares, position=st.integers(1, 300), broker=st.integers(1, 300),
    hedging=st.booleans(), used=st.decimals("0", "1", places=2),
)  # fmt: skip
def test_no_sequence_of_entries_exceeds_a_cap(asked, instrument, equity, percent, position, broker, hedging, used):
    stock, value = Stock(hedging=hedging), Decimal(0)
    margin = equity * used / 2
    for side, size in asked:
        up, down = stock.most()
        one = leg(side, instrument, up=up, down=down)
        before = account(
            equity=equity, broker_equity=equity, broker_value=value, strategy_value=value, pending_value=value,
            margin=margin, free_margin=equity - margin, leverage=10, hedging=hedging,
        )  # fmt: skip
        decision = decided(
            one, signal=signal(size=size), account=before, allocation=_allocation(percent),
            limits=limits(position=position, broker=broker, margin=50),
        )  # fmt: skip
        for order in decision.orders:
            if order.side.value == "buy":
                stock.out_up += order.volume
            else:
                stock.out_down += order.volume
            value += order.value
            unit = value_of_unit(one, instrument.ask if side == "buy" else instrument.bid)
            assert order.value == order.volume * unit
            assert (stock.most()[0] if side == "buy" else stock.most()[1]) * unit <= equity * position / 100
    if value:
        assert value <= equity * broker / 100
        assert value <= equity * percent / 100
        assert margin + value / 10 <= equity / 2


@few
@given(
    kind=st.sampled_from(["exit", "scale out", "flip"]), side=st.sampled_from(["buy", "sell"]), size=sizes,
    own=st.decimals("-500", "500", places=2), closing=st.decimals("0", "500", places=2), instrument=instruments,
)  # fmt: skip
def test_what_reduces_never_turns_or_enlarges_a_position(kind, side, size, own, closing, instrument):
    one = leg(side, instrument, own=own, own_closing=closing)
    decision = decided(one, signal=signal(kind, size=size))
    closed = [order for order in decision.orders if not order.opens]
    assert sum(order.volume for order in closed) <= max(abs(own) - closing, 0)
    assert all((order.side.value == "sell") == (own > 0) for order in closed)
    if kind != "flip":
        assert closed == list(decision.orders)


@few
@given(
    side=st.sampled_from(["buy", "sell"]), size=sizes, instrument=instruments, equity=amounts,
    ratio=st.integers(1, 4), kind=st.sampled_from(["entry", "flip", "exit", "scale out"]),
    own=st.decimals("-500", "500", places=3),
)  # fmt: skip
def test_every_volume_is_one_that_the_broker_takes(side, size, instrument, equity, ratio, kind, own):
    one = leg(side, instrument, ratio=ratio, own=own if kind != "entry" else 0)
    decision = decided(one, signal=signal(kind, size=size), account=account(equity=equity, broker_equity=equity))
    for order in decision.orders:
        assert order.volume % instrument.step == 0
        assert order.volume >= instrument.least
        assert not order.opens or instrument.most is None or order.volume <= instrument.most


@few
@given(
    side=st.sampled_from(["buy", "sell"]),
    size=sizes,
    instrument=instruments,
    equity=amounts,
    more=amounts,
    held=amounts,
)
def test_more_equity_never_makes_an_order_smaller(side, size, instrument, equity, more, held):
    def volume(amount) -> Decimal:
        one = account(
            equity=amount, broker_equity=amount, free_margin=amount, broker_value=held, strategy_value=held, margin=0
        )
        decision = decided(leg(side, instrument), signal=signal(size=size), account=one, limits=limits(position=10))
        return sum((order.volume for order in decision.orders), Decimal(0))

    assert volume(equity) <= volume(equity + more)


@few
@given(
    sets=st.decimals("1", "300", places=0),
    ratios=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    position=st.integers(1, 100),
)
def test_a_combination_keeps_its_ratio_or_is_not_traded(sets, ratios, position):
    legs = [
        leg(side, share(symbol=name, our_symbol=name, step=step, least=step), number=number, ratio=ratio)
        for number, (side, name, step, ratio) in enumerate(
            (("buy", "A", "0.5", ratios[0]), ("sell", "B", "0.2", ratios[1])), start=1
        )
    ]
    orders = decided(*legs, signal=signal(size=("units", sets)), limits=limits(position=position)).orders
    assert len(orders) in {0, 2}
    if orders:
        assert orders[0].volume * ratios[1] == orders[1].volume * ratios[0]


@few
@given(
    steps=st.lists(st.tuples(st.integers(-9, 9), st.booleans()), max_size=8),
    long=st.integers(0, 20),
    short=st.integers(0, 20),
    hedging=st.booleans(),
    data=st.data(),
)
def test_whatever_a_look_had_seen_no_more_is_held_than_is_counted(steps, long, short, hedging, data):
    """The look has an unknown beginning of the doubtful fills; what it was is one of all that could be."""
    doubtful = data.draw(st.integers(0, len(steps)))
    seen = data.draw(st.integers(0, doubtful))
    counted = Stock(
        hedging=hedging, long=d(long), short=d(short),
        steps=tuple(Step(d(v), closes, place >= doubtful) for place, (v, closes) in enumerate(steps) if v),
    )  # fmt: skip
    true = Stock(
        hedging=hedging, long=d(long), short=d(short),
        steps=tuple(Step(d(v), closes, True) for v, closes in steps[seen:] if v),
    )  # fmt: skip
    assert true.held()[0] <= counted.held()[0]
    assert true.held()[1] <= counted.held()[1]


def test_the_ending_that_adds_most_counts():
    assert most_after([d(10), d(-10)], [False, False]) == 0
    assert most_after([d(-10), d(4)], [False, False]) == 4
    assert most_after([d(-10), d(4)], [False, True]) == 4
    assert most_after([d(-10), d(4)], [True, True]) == -6


def test_the_same_case_is_decided_alike():
    one = case()
    assert decided(*one.legs) == decided(*one.legs)
    assert replace(one) == one


def test_a_flip_of_less_than_a_step_that_may_not_open_is_declined():
    # 0.001 is held where steps are 0.01: nothing of it can be closed, and too little is asked for to open.
    one = leg("sell", share(step="0.01", least="0.01"), own="0.001")
    decision = decided(one, signal=signal("flip", size=("units", "0.001")))
    assert (decision.outcome, decision.rule, decision.orders) == ("declined", "volume", ())
