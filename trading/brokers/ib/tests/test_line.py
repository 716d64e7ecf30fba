"""Connections that are cut, torn, refused and restored."""

from __future__ import annotations

import threading
import time
from decimal import Decimal

import pytest

from trading.brokers.base import LoginRefused, NotSent, OutcomeUnknown, Refused, WrongAccount
from trading.brokers.facts import OrderStatus
from trading.brokers.ib import gateway as gateways
from trading.brokers.ib.tests import messages
from trading.brokers.ib.tests.gateway import EXAMPLE, ScriptedGateway
from trading.brokers.ib.tests.scene import IbScene
from trading.brokers.tests.contract import EVER, limited

LOST = messages.error(-1, 1100, "Connectivity between IB and Trader Workstation has been lost.")
RESTORED = messages.error(-1, 1102, "Connectivity between IB and TWS has been restored- data maintained.")
RESTORED_WITHOUT_DATA = messages.error(-1, 1101, "Connectivity between IB and TWS has been restored- data lost.")


def eventually(what, seconds=3.0):
    """Waits for what another thread does; returns its value."""
    until = time.monotonic() + seconds
    while not (value := what()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.005)
    return value


def answers(broker):
    def ask():
        try:
            return broker.account()
        except NotSent:
            return None

    return ask


# ---- one connection


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
    broker = scene.broker()
    broker.account()
    before = len(gateway.messages_of(62))
    gateways.take(broker._gateway.where, None).line.pace.hold(0.1)  # so that they come together
    threads = [threading.Thread(target=broker.account) for _ in range(20)]
    for thread in threads:
        thread.start()
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
    monkeypatch.setattr(gateways, "LINGERS", 0.05)
    broker = scene.broker()
    broker.account()
    broker.close()
    again = scene.broker()  # soon enough
    assert again.account().login == scene.login
    assert len(gateway.messages_of(71)) == 1
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


# ---- who may come in


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


def test_a_gateway_that_greets_and_then_is_silent_is_given_up_in_time(scene, gateway):
    gateway.mute.add(71)
    begin = time.monotonic()
    with pytest.raises(NotSent):
        scene.broker(seconds=0.3).account()
    assert time.monotonic() - begin < 1.5


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


# ---- drops


def test_a_socket_that_drops_while_an_order_is_written_leaves_it_unknown_and_it_is_found_again(scene, gateway):
    broker, request = scene.broker(), limited(scene)
    gateway.drop_after_order = True
    with pytest.raises(OutcomeUnknown):
        broker.submit(request)
    gateway.drop_after_order = False
    found = eventually(lambda: answered(lambda: broker.order(request.reference)))
    assert found.status is OrderStatus.WORKING
    assert scene.count_of(request.reference) == 1


def answered(ask):
    try:
        return ask()
    except NotSent:
        return None


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
    broker = scene.broker(seconds=0.2, options={"quiet_seconds": "0.05"})
    broker.account()
    gateway.mute |= {49, 62, 16, 5, 7}
    with pytest.raises(NotSent):
        broker.account()
    eventually(lambda: len(gateway.messages_of(49)) >= 1)
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


# ---- cut off from Interactive Brokers


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
    broker, request = scene.broker(seconds=5.0), limited(scene)
    broker.account()
    gateway.answer_orders = lambda _peer, _order: gateway._say(LOST)
    begin = time.monotonic()
    with pytest.raises(OutcomeUnknown) as unknown:
        broker.submit(request)
    assert (unknown.value.code, time.monotonic() - begin < 1) == ("1100", True)
    gateway.say(RESTORED)
    assert eventually(lambda: answered(lambda: broker.order(request.reference))).status is OrderStatus.WORKING


def test_a_gateway_that_cannot_be_asked_after_it_was_restored_is_greeted_anew(scene, gateway):
    broker = scene.broker(seconds=0.2)
    broker.account()
    gateway.say(LOST)
    gateway.mute.add(7)
    gateway.say(RESTORED)
    eventually(lambda: len(gateway.messages_of(71)) > 1)
    gateway.do(gateway.mute.clear)
    assert eventually(answers(broker)).login == scene.login


# ---- what it is told of money, holdings and prices


def test_money_is_told_in_the_account_s_currency(scene, gateway):
    gateway.cash[scene.login] = Decimal("1234567.89")
    account = scene.broker().account()
    assert (account.balance, account.open_profit, account.equity) == (
        Decimal("1234567.89"), Decimal(25), Decimal("1234592.89"),
    )  # fmt: skip
    assert (account.margin, account.environment, account.may_trade) == (Decimal("1250.50"), "live", True)


def test_a_future_has_its_price_for_one_unit_and_its_multiplier(scene, gateway):
    from trading.brokers.ib.tests.gateway import FUTURE

    broker = scene.broker()
    gateway.do(lambda: gateway.held.update({(scene.login, FUTURE.con_id): Decimal(-2)}))
    (position,) = broker.positions()
    assert (position.symbol, position.side, position.volume, position.open_price) == (
        "ESZ6", "sell", 2, Decimal("2.02"),
    )  # fmt: skip
    (instrument,) = broker.instruments(["ESZ6"])
    assert (instrument.multiplier, instrument.tick_size, instrument.kind) == (50, Decimal("0.25"), "future")


def test_positions_are_told_without_prices_where_the_gateway_tells_none(scene, gateway):
    gateway.do(lambda: gateway.held.update({(scene.login, EXAMPLE.con_id): Decimal(3)}))
    gateway.mute.add(6)
    (position,) = scene.broker().positions()
    assert (position.volume, position.price, position.profit) == (3, None, 0)


def test_prices_that_are_delayed_say_so_and_those_of_nobody_are_left_out(scene, gateway):
    broker = scene.broker()
    gateway.delayed = True
    scene.price("99.5", "-1")
    (quote,) = broker.quotes(["EXMP", "EUR.USD", "NOSUCH"])
    assert (quote.bid, quote.ask, quote.delayed) == (Decimal("99.5"), None, True)
    assert (quote.bid_size, quote.ask_size) == (100, None)


def test_a_symbol_that_may_mean_several_is_refused_with_the_choices(scene, gateway):
    broker = scene.broker()
    for ask in (lambda: broker.instruments(["TWIN"]), lambda: broker.submit(limited(scene, symbol="TWIN"))):
        with pytest.raises(Refused, match="#11 TWIN NYSE USD; #12 TWIN ARCA USD"):
            ask()
    (one,) = broker.instruments(["TWIN.ARCA"])
    (same,) = broker.instruments(["#12"])
    assert (one.id, same.id) == ("12", "12")
    with pytest.raises(Refused):
        broker.instruments()


def test_an_adapter_that_nobody_closed_is_let_go_by_whichever_thread_collects_it(scene, gateway, monkeypatch):
    monkeypatch.setattr(gateways, "LINGERS", 0.05)
    broker = scene.broker()
    broker.account()
    with gateways._lock:  # held by another thread than the one that collects
        del broker
    eventually(lambda: gateway.connections == 0)
