"""Orders as Kite has them: every word of its states, tags of ours and of others, slices, and what is never sent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from trading.brokers.base import OutcomeUnknown, Refused
from trading.brokers.facts import Change, OrderKind, OrderStatus, Side, TimeInForce
from trading.brokers.kite.tests.server import Answer
from trading.brokers.tests.contract import EVER, limited, wanted

WORDS = {
    "PUT ORDER REQ RECEIVED": OrderStatus.RECEIVED, "VALIDATION PENDING": OrderStatus.RECEIVED,
    "OPEN PENDING": OrderStatus.RECEIVED, "AMO REQ RECEIVED": OrderStatus.RECEIVED, "OPEN": OrderStatus.WORKING,
    "TRIGGER PENDING": OrderStatus.WORKING, "MODIFY VALIDATION PENDING": OrderStatus.WORKING,
    "MODIFY PENDING": OrderStatus.WORKING, "MODIFIED": OrderStatus.WORKING, "CANCEL PENDING": OrderStatus.WORKING,
    "UPDATE": OrderStatus.WORKING, "NEVER WRITTEN DOWN": OrderStatus.WORKING, "COMPLETE": OrderStatus.FILLED,
    "REJECTED": OrderStatus.REJECTED, "CANCELLED": OrderStatus.CANCELLED, "CANCELLED AMO": OrderStatus.CANCELLED,
}  # fmt: skip


@pytest.mark.parametrize(("word", "status"), WORDS.items())
def test_every_word_of_an_order_s_state_has_its_meaning(scene, word, status):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    scene.market.step(scene.client, sent.id, status=word, status_message="Kite's reason")
    found = broker.order(request.reference)
    assert (found.status, found.reason) == (status, "Kite's reason")
    assert (sent.id in {order.id for order in broker.orders()}) is not status.is_over
    assert (found.done_at is not None) is status.is_over


def test_an_order_that_the_risk_desk_refuses_is_told_with_its_words(scene):
    broker = scene.broker()

    def refused_there(handler, proceed):
        answer = proceed()
        number = list(scene.client.orders)[-1]
        scene.market.step(scene.client, number, status="REJECTED", status_message="Insufficient funds. Required 1")
        handler.give(answer)

    scene.server.next("POST", "/orders/", refused_there)
    sent = broker.submit(limited(scene))
    assert (sent.status, sent.reason) == (OrderStatus.REJECTED, "Insufficient funds. Required 1")


def test_steps_may_come_in_any_order(scene):
    broker, request = scene.broker(), wanted(scene)
    scene.server.next(
        "GET", "/orders/", lambda handler, proceed: handler.give(Answer.of(list(scene.client.steps.values())[-1][::-1]))
    )
    broker.orders()
    sent = broker.submit(request)
    assert (sent.status, sent.filled) == (OrderStatus.FILLED, request.volume)


@pytest.mark.parametrize(
    ("kind", "prices", "sent"),
    [
        (OrderKind.MARKET, {}, {"order_type": "MARKET", "market_protection": "-1"}),
        (OrderKind.LIMIT, {"limit_price": Decimal("90.05")}, {"order_type": "LIMIT", "price": "90.05"}),
        (
            OrderKind.STOP, {"stop_price": Decimal("110.10")},
            {"order_type": "SL-M", "trigger_price": "110.10", "market_protection": "-1"},
        ),
        (
            OrderKind.STOP_LIMIT, {"stop_price": Decimal(110), "limit_price": Decimal(111)},
            {"order_type": "SL", "trigger_price": "110", "price": "111"},
        ),
    ],
)  # fmt: skip
def test_each_kind_is_sent_in_kite_s_words_and_read_back(scene, kind, prices, sent):
    broker, request = scene.broker(), wanted(scene, kind=kind, **prices)
    state = broker.submit(request)
    told = scene.client.ever[-1]
    assert {name: told.get(name) for name in sent} == sent
    assert ("price" in told, "trigger_price" in told) == ("price" in sent, "trigger_price" in sent)
    assert (told["tag"], told["validity"], told["product"], told["quantity"]) == (request.reference, "DAY", "CNC", "1")
    assert (state.kind, state.limit_price, state.stop_price) == (
        kind, prices.get("limit_price"), prices.get("stop_price"),
    )  # fmt: skip


def test_products_and_varieties_are_those_of_the_account(scene):
    future = "NFO:INVENTED26NOVFUT"
    scene.broker().submit(limited(scene, symbol=future))
    chosen = scene.broker(product="MIS", product_of_derivatives="MIS", variety="amo", market_protection="2.5")
    chosen.submit(limited(scene, symbol=future))
    chosen.submit(wanted(scene, time_in_force=TimeInForce.IOC, side=Side.SELL))
    sent = [(told["product"], told["validity"], told.get("market_protection")) for told in scene.client.ever]
    assert sent == [("NRML", "DAY", None), ("MIS", "DAY", None), ("MIS", "IOC", "2.5")]
    assert ("POST", "/orders/amo") in scene.server.seen


@pytest.mark.parametrize(
    "options",
    [{"product": "NRML"}, {"product_of_derivatives": "CNC"}, {"variety": "iceberg"}, {"market_protection": "0"},
     {"market_protection": "-2"}, {"market_protection": "101"}, {"autoslice_from": "-1"}, {"autoslice_from": "x"}],
)  # fmt: skip
def test_choices_that_kite_does_not_have_are_refused_before_anything_is_sent(scene, options):
    with pytest.raises(Refused):
        scene.broker(**options)


@pytest.mark.parametrize(
    "changed",
    [
        {"symbol": "INVENTED"}, {"symbol": "XXX:INVENTED"}, {"symbol": "NSE:../../gtt"}, {"symbol": "NSE:invented"},
        {"symbol": "NSE:"}, {"reference": "F" * 21}, {"reference": "with space"}, {"reference": "F-1"},
        {"reference": "Fé"}, {"volume": Decimal("1.5")}, {"time_in_force": TimeInForce.GTC},
        {"time_in_force": TimeInForce.FOK}, {"stop_loss": Decimal(1)}, {"take_profit": Decimal(1)}, {"closes": "1"},
    ],
)  # fmt: skip
def test_what_kite_cannot_do_is_refused_before_anything_is_sent(scene, changed):
    with pytest.raises(Refused):
        scene.broker().submit(wanted(scene, **changed))
    assert scene.server.seen == []


# ---- tags


def test_orders_of_others_have_no_reference_of_ours(scene):
    broker = scene.broker()
    for tag, reference in ((None, ""), ("connect test order1", ""), ("a_b", ""), ("Strategy7", "Strategy7")):
        number = broker.submit(limited(scene)).id
        scene.client.orders[number].update(tag=tag, tags=[tag] if tag else None)
        (found,) = [order for order in broker.orders() if order.id == number]
        assert found.reference == reference


def test_our_tag_is_found_behind_one_that_another_app_put_in_front(scene):
    broker, request = scene.broker(), wanted(scene)
    sent = broker.submit(request)
    scene.client.orders[sent.id].update(tag="an app's", tags=["an app's", request.reference])
    found = broker.order(request.reference)
    assert (found.id, found.reference) == (sent.id, request.reference)
    assert {fill.reference for fill in broker.fills(EVER)} == {request.reference}


def test_two_orders_with_one_tag_are_told_and_neither_is_taken_for_ours(scene):
    broker, request = scene.broker(), limited(scene)
    numbers = [broker.submit(request).id for _ in range(2)]
    with pytest.raises(Refused) as told:
        broker.order(request.reference)
    assert told.value.code == "duplicate"
    assert all(number in str(told.value) for number in numbers)
    assert {order.id for order in broker.orders()} == set(numbers)


def test_a_reference_that_cannot_be_a_tag_has_no_order(scene):
    assert scene.broker().order("not a tag") is None
    assert scene.broker().order("F" * 21) is None


# ---- slices


def test_a_large_order_goes_in_slices_and_is_one_order_for_us(scene):
    scene.market.freeze = 10
    broker, request = scene.broker(autoslice_from="11"), limited(scene, steps=25)
    sent = broker.submit(request)
    numbers = list(scene.client.orders)
    assert [scene.client.orders[number]["quantity"] for number in numbers] == [10, 10, 5]
    assert (sent.volume, sent.status, sent.reference) == (25, OrderStatus.WORKING, request.reference)
    assert [order.id for order in broker.orders()] == [sent.id]
    scene.fill(numbers[0], Decimal(10), "90")
    scene.fill(numbers[2], Decimal(1), "89")
    found = broker.order(request.reference)
    assert (found.id, found.status, found.filled, found.volume) == (sent.id, OrderStatus.PARTIAL, 11, 25)
    assert found.average_price == Decimal("89.909091")
    assert {fill.order_id for fill in broker.fills(EVER)} == {sent.id}
    cancelled = broker.cancel(sent.id)
    assert (cancelled.id, cancelled.status, cancelled.filled) == (sent.id, OrderStatus.CANCELLED, 11)
    assert [path for method, path in scene.server.seen if method == "DELETE"] == [
        f"/orders/regular/{number}" for number in numbers[1:]
    ]
    with pytest.raises(Refused):
        broker.replace(sent.id, Change(limit_price=Decimal(91)))


def test_an_order_below_the_freeze_limit_is_not_sliced_as_kite_would_refuse_it(scene):
    broker, request = scene.broker(autoslice_from="11"), limited(scene, steps=10)
    assert broker.submit(request).volume == 10
    assert "autoslice" not in scene.client.ever[-1]


def test_of_slices_refused_in_part_the_rest_is_placed_and_said(scene):
    scene.market.freeze, scene.client.affords = 10, 2
    broker, request = scene.broker(autoslice_from="11"), limited(scene, steps=25)
    sent = broker.submit(request)
    assert (sent.volume, sent.reason) == (20, "not sent in part: Insufficient funds for this slice")
    assert broker.order(request.reference).volume == 20


def test_of_slices_refused_altogether_nothing_is_placed(scene):
    scene.market.freeze, scene.client.affords = 10, 0
    request = limited(scene, steps=25)
    with pytest.raises(Refused, match="Insufficient funds"):
        scene.broker(autoslice_from="11").submit(request)
    assert scene.broker().order(request.reference) is None


@pytest.mark.parametrize(
    "data",
    [
        {"order_id": None, "children": []},
        {"order_id": None, "children": [{"error": {"code": 503, "error_type": "NetworkException", "message": "x"}}]},
        {"order_id": None, "children": [{"error": {"error_type": "InputException", "message": "request timed out"}}]},
        {"order_id": None, "children": ["what"]},
        {"order_id": None, "children": [{"order_id": {}}]},
        [],
    ],
)
def test_slices_that_nobody_can_be_sure_of_are_a_doubt(scene, data):
    scene.server.next("POST", "/orders/", lambda handler, proceed: handler.give(Answer.of(data)))
    with pytest.raises(OutcomeUnknown):
        scene.broker(autoslice_from="1").submit(limited(scene))


# ---- changes


def test_a_change_names_only_what_changes(scene):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    changed = broker.replace(sent.id, Change(volume=Decimal(3), limit_price=Decimal("91.5")))
    assert (changed.volume, changed.limit_price) == (3, Decimal("91.5"))
    assert broker.replace(sent.id, Change()) == replace(changed)
    for change in (Change(stop_price=Decimal(1)), Change(stop_loss=Decimal(1)), Change(volume=Decimal("1.5"))):
        with pytest.raises(Refused):
            broker.replace(sent.id, change)
    with pytest.raises(Refused):
        broker.replace("1", Change(volume=Decimal(3)))


def test_what_is_over_is_not_cancelled(scene):
    broker = scene.broker()
    sent = broker.submit(wanted(scene))
    with pytest.raises(Refused, match="complete"):
        broker.cancel(sent.id)
