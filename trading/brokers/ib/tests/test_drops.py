"""Connections that are cut, torn and restored."""

from __future__ import annotations

import time

import pytest

from trading.brokers.base import NotSent, OutcomeUnknown
from trading.brokers.facts import OrderStatus
from trading.brokers.ib import gateway as gateways
from trading.brokers.ib.tests import messages
from trading.brokers.ib.tests.gateway import ScriptedGateway
from trading.brokers.ib.tests.scene import IbScene
from trading.brokers.ib.tests.waiting import LOST, RESTORED, RESTORED_WITHOUT_DATA, answered, answers, eventually
from trading.brokers.tests.contract import EVER, limited


def test_a_socket_that_drops_while_an_order_is_written_leaves_it_unknown_and_it_is_found_again(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    gateway.drop_after_order = True
    with pytest.raises(OutcomeUnknown):
        broker.submit(request)
    gateway.drop_after_order = False
    found = eventually(lambda: answered(lambda: broker.order(request.reference)))
    assert found.status is OrderStatus.WORKING
    assert scene.count_of(request.reference) == 1


def test_a_frame_that_is_torn_is_no_answer_and_does_no_harm_to_the_next_connection(scene, gateway):
    broker, request = scene.broker(), limited(scene, steps=2)
    broker.account()
    gateway.tear_next_answer = True
    with pytest.raises(OutcomeUnknown):
        broker.submit(request)
    found = eventually(lambda: answered(lambda: broker.order(request.reference)))
    assert (found.volume, found.status) == (2, OrderStatus.WORKING)


def test_after_a_drop_the_same_client_id_comes_back_and_can_cancel(scene, gateway):
    broker = scene.broker()
    sent = broker.submit(limited(scene))
    gateway.drop()
    eventually(lambda: len(gateway.messages_of(71)) == 2)
    assert [fields[2] for fields in gateway.messages_of(71)] == ["7", "7"]
    assert eventually(lambda: answered(lambda: broker.cancel(sent.id))).status is OrderStatus.CANCELLED


def test_what_was_filled_and_cancelled_while_we_were_away_is_known_afterwards(scene, gateway):
    broker = scene.broker()
    filled, cancelled = broker.submit(limited(scene, steps=2)), broker.submit(limited(scene))
    gateway.go_away()
    gateway.fill(int(filled.id), "2", "89")
    gateway.do(lambda: setattr(gateway.orders[int(cancelled.id)], "status", "Cancelled"))
    gateway.listen()
    assert eventually(answers(broker))
    assert broker.order(filled.reference).status is OrderStatus.FILLED
    assert broker.order(cancelled.reference).status is OrderStatus.CANCELLED
    assert [fill.reference for fill in broker.fills(EVER)] == [filled.reference]


def test_an_order_that_nobody_lists_any_more_is_over(scene, gateway):
    broker = scene.broker()
    sent = broker.submit(limited(scene))
    gateway.do(lambda: vars(gateway.orders[int(sent.id)]).update(status="Cancelled", seen=False))
    found = broker.order(sent.reference)
    assert (found.status, found.reason) == (
        OrderStatus.CANCELLED,
        "listed neither among the open nor among the completed orders",
    )


def test_an_order_known_by_its_trade_only_is_found_by_our_reference(scene, gateway):
    broker = scene.broker()
    sent = broker.submit(limited(scene, steps=2))
    gateway.go_away()
    gateway.fill(int(sent.id), "2", "89")
    gateway.do(lambda: vars(gateway.orders[int(sent.id)]).update(seen=False))
    gateways.close_all()  # as another process would see it
    gateway.listen()
    found = scene.broker().order(sent.reference)
    assert (found.id, found.status, found.filled, found.volume) == (sent.id, OrderStatus.FILLED, 2, 2)


def test_a_gateway_that_falls_silent_is_left_and_greeted_anew(gateway):
    scene = IbScene(gateway)
    broker = scene.broker(seconds=1.0, options={"quiet_seconds": "0.05"})
    assert eventually(answers(broker))
    greeted = len(gateway.messages_of(71))
    gateway.do(lambda: gateway.mute.update({49, 62, 16, 5, 7}))
    with pytest.raises(NotSent):
        broker.account()
    eventually(lambda: len(gateway.messages_of(49)) >= 1)
    eventually(lambda: len(gateway.messages_of(71)) > greeted)
    gateway.do(gateway.mute.clear)
    assert eventually(answers(broker)).login == scene.login


def test_a_gateway_that_moves_is_followed(scene, gateway):
    broker = scene.broker()
    broker.account()
    elsewhere = ScriptedGateway()
    try:
        words = f"TWS socket port has been reset. Please reconnect on the new port - {elsewhere.port}"
        gateway.say(messages.error(-1, 1300, words))
        eventually(lambda: elsewhere.connections == 1)
        assert eventually(answers(broker)).login == scene.login
    finally:
        gateways.close_all()
        elsewhere.close()


def test_while_the_gateway_is_cut_off_nothing_is_sent_and_old_figures_are_not_told(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    broker.account()
    gateway.say(LOST)
    eventually(lambda: not answered(broker.account))
    for ask in (broker.account, broker.positions, broker.orders, lambda: broker.submit(request)):
        with pytest.raises(NotSent) as failed:
            ask()
        assert failed.value.code == "1100"
    with pytest.raises(NotSent):
        broker.order("F0000000")  # whether there is none, nobody knows now
    assert scene.count_of(request.reference) == 0


@pytest.mark.parametrize("restored", [RESTORED, RESTORED_WITHOUT_DATA])
def test_fills_of_the_time_it_was_cut_off_are_told_only_by_executions_and_found(scene, gateway, restored):
    broker, request = scene.broker(), limited(scene, steps=3)
    sent = broker.submit(request)
    gateway.say(LOST)
    gateway.tells_fills = False
    gateway.fill(int(sent.id), "3", "89.5")
    assert [fill.volume for fill in broker.fills(EVER)] == [3]
    gateway.say(restored)
    assert eventually(answers(broker))
    assert broker.order(request.reference).status is OrderStatus.FILLED
    assert len(gateway.messages_of(7)) >= 3  # at the greeting, asked, and when it was restored


def test_an_order_on_its_way_when_the_gateway_is_cut_off_is_unknown_at_once(scene, gateway):
    broker, request = scene.broker(seconds=30.0), limited(scene)
    broker.account()
    gateway.answer_orders = lambda _peer, _order: gateway._say(LOST)
    begin = time.monotonic()
    with pytest.raises(OutcomeUnknown) as unknown:
        broker.submit(request)
    assert (unknown.value.code, time.monotonic() - begin < 20) == ("1100", True)
    gateway.say(RESTORED)
    assert eventually(lambda: answered(lambda: broker.order(request.reference))).status is OrderStatus.WORKING


def test_a_gateway_that_cannot_be_asked_after_it_was_restored_is_greeted_anew(scene, gateway):
    broker = scene.broker(seconds=0.5)
    assert eventually(answers(broker))
    greeted = len(gateway.messages_of(71))
    gateway.say(LOST)
    gateway.mute.add(7)
    gateway.say(RESTORED)
    eventually(lambda: len(gateway.messages_of(71)) > greeted)
    gateway.do(gateway.mute.clear)
    assert eventually(answers(broker)).login == scene.login
