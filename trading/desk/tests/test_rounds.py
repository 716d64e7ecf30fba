"""What fills made, by hand and against the reckoning of deals; what slipped; whose time passed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.desk.domain.bars import bars
from trading.desk.domain.looks import ORDERS, standing
from trading.desk.domain.rounds import Filled, Lot, Round, hit_rate, open_result, rounds
from trading.desk.domain.slippage import average_price, slippage
from trading.desk.domain.waiting import Happened, Waited, first_answer, spans, total, until_sent
from trading.domain.realised import Traded, realised
from trading.orders.domain.instruction_states import InstructionState

D = Decimal
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
some_fills = st.lists(
    st.tuples(
        st.integers(-50, 50).filter(bool).map(lambda n: D(n) / 100), st.integers(1, 5000).map(lambda n: D(n) / 1000)
    ),
    max_size=12,
)


def filled(*given: tuple[str, str]) -> list[Filled]:
    return [Filled(AT, D(volume), D(price)) for volume, price in given]


def test_the_oldest_is_closed_first_and_what_is_left_over_opens_the_other_way():
    closed, lots = rounds(filled(("1", "1.10"), ("2", "1.20"), ("-2", "1.30"), ("-2", "1.25")), D(100))
    # 1 at 1.10 and 1 at 1.20 sold at 1.30: 20 + 10; the other 1 at 1.20 sold at 1.25: 5; 1 sold short at 1.25.
    assert closed == [Round(AT, D(2), D("30.00")), Round(AT, D(1), D("5.00"))]
    assert lots == [Lot(D(-1), D("1.25"))]
    assert open_result(lots, bid=D("1.20"), ask=D("1.21"), multiplier=D(100)) == D("4.00")
    assert hit_rate(closed) == 1


def test_a_fill_that_made_nothing_is_no_hit():
    closed, lots = rounds(filled(("1", "1.10"), ("-1", "1.10"), ("1", "1.00"), ("-1", "0.99")), D(1))
    assert (hit_rate(closed), lots, hit_rate([])) == (D(0), [], None)


@settings(max_examples=60, deadline=None)
@given(some_fills)
def test_rounds_and_deals_are_reckoned_alike(fills):
    closed, lots = rounds([Filled(AT, volume, price) for volume, price in fills], D(10))
    assert sum((one.made for one in closed), D(0)) == sum(
        realised((Traded(volume, price) for volume, price in fills), D(10)), D(0)
    )
    assert sum((lot.volume for lot in lots), D(0)) == sum((volume for volume, _ in fills), D(0))
    assert len({lot.volume > 0 for lot in lots}) <= 1


@settings(max_examples=60, deadline=None)
@given(some_fills, st.integers(1, 5000).map(lambda n: D(n) / 1000))
def test_what_is_realised_and_open_is_what_closing_everything_now_would_have_made(fills, price):
    closed, lots = rounds([Filled(AT, volume, paid) for volume, paid in fills], D(10))
    worth = sum((volume * (price - paid) for volume, paid in fills), D(0)) * 10
    made = sum((one.made for one in closed), D(0)) + open_result(lots, bid=price, ask=price, multiplier=D(10))
    assert made == worth


@pytest.mark.parametrize(
    ("side", "price", "ticks", "cost"),
    [("buy", "1.0713", 10, "10.00"), ("buy", "1.0711", -10, "-10.00"), ("sell", "1.0711", 10, "10.00"),
     ("sell", "1.0712", 0, "0")],
)  # fmt: skip
def test_bought_dearer_and_sold_cheaper_is_worse(side, price, ticks, cost):
    found = slippage(
        side=side, price=D(price), reference=D("1.0712"), volume=D(1), tick_size=D("0.00001"), multiplier=D(100_000)
    )
    assert (found.ticks, found.cost) == (D(ticks), D(cost))


def test_without_the_instruments_facts_only_the_price_is_told():
    found = slippage(side="buy", price=D(2), reference=D(1), volume=D(1), tick_size=None, multiplier=None)
    assert (found.worse, found.ticks, found.cost) == (D(1), None, None)


def test_an_average_price_is_weighted_by_volume():
    assert average_price([(D(1), D("1.0")), (D(3), D("2.0"))]) == D("1.75")
    assert average_price([]) is None


def way(*steps: tuple[str, float] | tuple[str, float, str]) -> list[Happened]:
    return [Happened(kind, AT + timedelta(milliseconds=at), D(took[0]) if took else None) for kind, at, *took in steps]


def test_what_was_measured_of_a_brokers_call_is_the_brokers_and_the_rest_ours():
    found = spans(way(("received", 0), ("sent", 9), ("accepted", 19, "4.1")), resting=False)
    assert [(one.waited, one.took, one.theirs) for one in found] == [
        (Waited.OURS, D(9), D(0)),
        (Waited.BROKER, D(10), D("4.1")),
    ]
    assert total(found, Waited.OURS) == D("14.9")
    assert total(found, Waited.BROKER) == D("4.1")
    assert first_answer(way(("received", 0), ("sent", 9), ("accepted", 19, "4.1"))) == D("4.1")


def test_what_was_noted_together_took_one_call():
    found = spans(way(("sent", 0), ("filled", 10, "8"), ("accepted", 10, "8")), resting=False)
    assert total(found, Waited.BROKER) == D(8)


def test_waiting_for_a_person_is_nobodys_slowness():
    steps = way(("received", 0), ("placed", 4), ("released", 60_004), ("sent", 60_010))
    assert until_sent(steps) == D(10)
    assert until_sent(steps[:3]) is None
    drawn = bars(steps, spans(steps, resting=False))
    assert [(one.label, one.lasts, one.is_drawn) for one in drawn] == [
        ("Order", 4000, True), ("Wait for a person", 0, False), ("Send", 6000, True),
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["placed", "sent", "accepted", "filled", "released"]), st.integers(0, 400)),
                min_size=1, max_size=8), st.booleans())  # fmt: skip
def test_whatever_happens_the_parts_of_the_time_make_the_whole(steps, resting):
    happened, at = [Happened("received", AT)], AT
    for kind, later in steps:
        at += timedelta(milliseconds=later)
        happened.append(Happened(kind, at))
    found = spans(happened, resting=resting)
    assert sum((total(found, whom) for whom in Waited), D(0)) == sum(D(later) for _, later in steps)
    drawn = bars(happened, found)
    assert all(0 <= one.begins <= one.width and one.begins + one.lasts <= one.width for one in drawn)


def test_each_state_of_an_order_has_its_look():
    assert set(ORDERS) == set(InstructionState)


@pytest.mark.parametrize(
    ("signal", "orders", "word"),
    [
        ("received", [], "Received"), ("expired", [], "Expired"), ("decided", [], "Declined"),
        ("decided", ["filled", "filled"], "Filled"), ("decided", ["filled", "rejected"], "Filled in part"),
        ("decided", ["filled", "unknown"], "Unknown"), ("decided", ["held"], "Held"),
        ("decided", ["dry run"], "Dry run"), ("decided", ["rejected"], "Rejected"),
    ],
)  # fmt: skip
def test_a_signal_is_called_by_what_needs_somebody_most(signal, orders, word):
    assert standing(signal, orders)[1] == word
