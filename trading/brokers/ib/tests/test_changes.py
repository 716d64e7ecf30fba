"""Orders that are cancelled and changed, and whatever else is asked of them once they are sent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from threading import Event

import pytest

from trading.brokers.base import OutcomeUnknown, Refused
from trading.brokers.facts import Change, OrderStatus
from trading.brokers.ib import gateway as stuck_after
from trading.brokers.ib import orders
from trading.brokers.ib.tests import messages
from trading.brokers.ib.wire import Trouble
from trading.brokers.tests.contract import limited, wanted


def test_a_cancel_that_comes_too_late_tells_of_the_fill(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    gateway.tells_fills = False
    gateway.fill(int(sent.id), "1", "90")
    state = broker.cancel(sent.id)
    assert (state.status, state.filled) == (OrderStatus.FILLED, 1)


def test_a_cancel_that_is_not_answered_has_an_unknown_outcome(scene, gateway):
    sent = scene.broker().submit(limited(scene))
    gateway.mute.add(4)
    with pytest.raises(OutcomeUnknown):
        scene.broker(seconds=0.8).cancel(sent.id)


def test_orders_of_other_clients_and_of_people_are_seen_and_not_touched(scene, gateway):
    broker = scene.broker()
    sent = broker.submit(limited(scene))
    (order,) = gateway.by_reference(sent.reference)
    gateway.do(lambda: vars(order).update(client_id=0, order_id=-3, reference=""))
    other = scene.broker(options={"client_ids": "20"})
    (seen,) = other.orders()
    assert seen.id == sent.id
    with pytest.raises(Refused, match="by hand"):
        other.cancel(seen.id)


def test_a_change_of_an_order_that_is_gone_is_refused_and_makes_no_new_order(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    gateway.tells_fills = False
    gateway.fill(int(sent.id), "1", "90")
    with pytest.raises(Refused):
        broker.replace(sent.id, Change(limit_price=Decimal(91)))
    assert scene.count_of(request.reference) == 1


def test_a_change_that_is_refused_leaves_the_order_as_it_was(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    gateway.error_for[3] = (110, "The price does not conform to the minimum price variation for this contract.")
    with pytest.raises(Refused, match="minimum price"):
        broker.replace(sent.id, Change(limit_price=Decimal("91.003")))
    found = broker.order(request.reference)
    assert (found.status, found.limit_price) == (OrderStatus.WORKING, 90)


def test_a_change_whose_answer_is_lost_is_never_a_second_order(scene, gateway):
    request = limited(scene)
    sent = scene.broker().submit(request)
    gateway.mute.add(3)
    with pytest.raises(OutcomeUnknown):
        scene.broker(seconds=0.8).replace(sent.id, Change(limit_price=Decimal(91)))
    assert len(gateway.by_reference(request.reference)) == 1


def test_the_same_reference_is_never_sent_twice(scene):
    broker, request = scene.broker(), limited(scene)
    broker.submit(request)
    with pytest.raises(Refused, match="before"):
        broker.submit(request)
    assert scene.count_of(request.reference) == 1


def test_sizes_and_prices_go_over_the_wire_as_they_are_written(scene, gateway):
    broker = scene.broker()
    gateway.do(lambda: gateway.listed.append(messages.Listed(9, "TINY", step="0.00000001", smallest="0.00000001")))
    request = replace(limited(scene), symbol="TINY", volume=Decimal("0.00000123"), limit_price=Decimal("0.0000001"))
    broker.submit(request)
    (fields,) = gateway.messages_of(3)
    assert (fields[17], fields[19]) == ("0.00000123", "0.0000001")
    found = broker.order(request.reference)
    assert (found.volume, found.limit_price) == (Decimal("0.00000123"), Decimal("0.0000001"))


def test_what_the_api_cannot_do_is_refused_before_it_is_sent(scene, gateway):
    broker = scene.broker()
    for request in (wanted(scene, stop_loss=Decimal(1)), wanted(scene, closes="7"), wanted(scene, reference="F" * 41)):
        with pytest.raises(Refused):
            broker.submit(request)
    assert not gateway.messages_of(3)


def test_a_connection_that_gets_stuck_once_the_order_is_written_is_no_no(scene, gateway, monkeypatch):
    broker, request = scene.broker(seconds=1.0), limited(scene)
    scene.broker().account()  # connected, which may take longer
    given_up = Event()

    async def stuck(*_told):
        given_up.wait(10)

    monkeypatch.setattr(orders, "first_answer", stuck)
    monkeypatch.setattr(stuck_after, "SPARE", -0.5)
    try:
        with pytest.raises(OutcomeUnknown):
            broker.submit(request)
    finally:
        given_up.set()
    assert scene.count_of(request.reference) == 1


def test_a_question_that_fails_after_the_change_was_written_says_nothing_of_the_change(scene, gateway, monkeypatch):
    broker = scene.broker()
    sent = broker.submit(limited(scene))

    async def asks_in_vain(*_told):
        raise Trouble(321, "The API is in read-only mode")

    monkeypatch.setattr(orders, "as_wanted", asks_in_vain)
    with pytest.raises(OutcomeUnknown):
        broker.replace(sent.id, Change(limit_price=Decimal(91)))
