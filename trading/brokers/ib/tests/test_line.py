"""Connections: shared, let in or not, and let go."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from trading.brokers.base import LoginRefused, NotSent, Refused, WrongAccount
from trading.brokers.ib import gateway as gateways
from trading.brokers.ib.tests.scene import IbScene
from trading.brokers.ib.tests.waiting import answers, eventually
from trading.brokers.tests.contract import EVER, limited


def test_accounts_threads_and_adapters_share_one_connection(gateway):
    gateway.accounts = "U1234567,U2222222"
    scene = IbScene(gateway)
    adapters = [scene.broker(login=login) for login in ("U1234567", "U2222222") * 4]
    seen = []
    threads = [threading.Thread(target=lambda b=b: seen.append(b.account().login)) for b in adapters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == ["U1234567"] * 4 + ["U2222222"] * 4
    assert gateway.connections == 1
    assert len(gateway.messages_of(71)) == 1


def test_questions_that_come_together_are_asked_once(gateway):
    gateway.accounts = "U1234567,U2222222"
    scene = IbScene(gateway)
    broker = scene.broker(seconds=30.0)
    broker.account()
    before = len(gateway.messages_of(62))
    kept, pace = broker._gateway, broker._gateway.line.pace
    idle = len(asyncio.all_tasks(kept._loop))
    pace.hold(60)  # so that they come together
    threads = [threading.Thread(target=broker.account) for _ in range(20)]
    for thread in threads:
        thread.start()
    eventually(lambda: len(asyncio.all_tasks(kept._loop)) >= idle + 20)
    kept.soon(lambda: (setattr(pace, "_not_before", 0.0), pace._go_on()))
    for thread in threads:
        thread.join()
    assert 1 <= len(gateway.messages_of(62)) - before <= 3
    eventually(lambda: len(gateway.messages_of(63)) == len(gateway.messages_of(62)))
    assert [f[2] for f in gateway.messages_of(63)] == [f[2] for f in gateway.messages_of(62)]


def test_an_adapter_that_is_closed_leaves_the_connection_to_the_others(scene, gateway):
    first, second = scene.broker(), scene.broker()
    first.account()
    first.close()
    first.close()
    assert second.account().login == scene.login
    with pytest.raises(NotSent, match="closed"):
        first.account()
    assert gateway.connections == 1


def test_the_last_to_leave_ends_the_connection_a_while_later(scene, gateway, monkeypatch):
    broker = scene.broker()
    broker.account()
    broker.close()
    again = scene.broker()  # soon enough
    assert again.account().login == scene.login
    assert len(gateway.messages_of(71)) == 1
    monkeypatch.setattr(gateways, "LINGERS", 0.05)
    del again
    eventually(lambda: gateway.connections == 0)


def test_other_accounts_than_one_s_own_are_not_seen(gateway):
    gateway.accounts = "U1234567,U2222222"
    one, two = IbScene(gateway).broker(), IbScene(gateway).broker(login="U2222222")
    request = limited(IbScene(gateway))
    sent = one.submit(request)
    gateway.fill(int(sent.id), "1", "90")
    rest = one.submit(limited(IbScene(gateway)))
    assert (list(two.orders()), list(two.fills(EVER)), list(two.positions())) == ([], [], [])
    assert two.order(request.reference) is None
    with pytest.raises(Refused):
        two.cancel(rest.id)


def test_a_client_id_in_use_makes_room_for_the_next(scene, gateway):
    gateway.taken_ids = {7, 8}
    assert scene.broker().account().login == scene.login
    assert [fields[2] for fields in gateway.messages_of(71)] == ["7", "8", "9"]


def test_when_all_client_ids_are_in_use_nothing_was_sent_and_it_says_so(scene, gateway):
    gateway.taken_ids = {7, 8, 9}
    with pytest.raises(NotSent, match=r"client id .* in use \(7, 8, 9\)") as failed:
        scene.broker().account()
    assert failed.value.code == "326"
    gateway.taken_ids = set()
    assert eventually(answers(scene.broker())).login == scene.login


def test_a_gateway_with_other_accounts_is_not_believed(scene, gateway):
    gateway.accounts = "U7654321,U7654322"
    with pytest.raises(WrongAccount, match="U7654321, U7654322, not U1234567"):
        scene.broker().account()


def test_a_live_account_is_not_taken_for_a_paper_one(gateway):
    scene = IbScene(gateway)
    broker = scene.broker(environment="paper")
    with pytest.raises(WrongAccount, match="live account"):
        broker.submit(limited(scene))
    gateway.accounts = "DU1234567"
    gateway.drop()
    eventually(lambda: len(gateway.messages_of(71)) == 2)
    paper = scene.broker(login="DU1234567", environment="paper")
    assert paper.account().environment == "paper"


def test_a_gateway_that_needs_a_person_is_told_apart_and_believed_again_when_it_was_seen_to(scene, gateway):
    scene.refuse_login()
    broker = scene.broker()
    with pytest.raises(LoginRefused, match="disclaimer"):
        broker.account()
    gateway.greeting_error = None
    assert eventually(answers_or_refusal(broker)).login == scene.login


def answers_or_refusal(broker):
    def ask():
        try:
            return broker.account()
        except (NotSent, LoginRefused):
            return None

    return ask


def test_a_gateway_that_greets_and_then_is_silent_is_given_up_in_time(scene, gateway, monkeypatch):
    monkeypatch.setattr(gateways, "SPARE", 60.0)  # so that it does not end as a loop that is stuck
    gateway.mute.add(71)
    begin = time.monotonic()
    with pytest.raises(NotSent, match="did not answer in time"):
        scene.broker(seconds=0.3).account()
    assert time.monotonic() - begin < 30


@pytest.mark.parametrize("address", ["", "127.0.0.1", "127.0.0.1:port", "host:0", ":4001", "host:70000"])
def test_an_address_that_is_none_is_refused(scene, address):
    with pytest.raises(Refused):
        scene.broker(address=address)


@pytest.mark.parametrize("ids", ["x", "9-7", "1-1000", "-1"])
def test_client_ids_that_are_none_are_refused(scene, ids):
    with pytest.raises(Refused):
        scene.broker(options={"client_ids": ids})


def test_a_gateway_that_only_reads_tells_what_it_may(scene, gateway):
    gateway.read_only = True
    broker = scene.broker()
    assert broker.account().may_trade is False
    assert list(broker.positions()) == []
    assert list(broker.fills(EVER)) == []
    with pytest.raises(Refused, match="read-only"):
        broker.orders()
    with pytest.raises(Refused, match="read-only"):
        broker.submit(limited(scene))
    assert not gateway.messages_of(3)


def test_an_adapter_that_nobody_closed_is_let_go_by_whichever_thread_collects_it(scene, gateway, monkeypatch):
    monkeypatch.setattr(gateways, "LINGERS", 0.05)
    broker = scene.broker()
    broker.account()
    assert gateway.connections == 1
    with gateways._lock:  # held by another thread than the one that collects
        del broker
    eventually(lambda: gateway.connections == 0)
    assert scene.broker().account().login
