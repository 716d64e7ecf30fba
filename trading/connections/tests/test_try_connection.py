"""Connections tried against the real bridge, a scripted TWS gateway, a scripted Kite: nothing hangs, nothing leaks."""

import socket
import threading
import time
from decimal import Decimal

import pytest

from accounts.trail.api import events_about
from fidus.lib.money import Money
from trading.brokers.ib.gateway import close_all
from trading.brokers.ib.tests.gateway import running
from trading.brokers.kite.tests.scene import KiteScene
from trading.brokers.kite.tests.server import API_KEY, API_SECRET, Answer, KiteServer
from trading.brokers.mt5.tests import scene as mt5
from trading.connections import gates
from trading.connections.models import Outcome
from trading.connections.services import try_connection as trying
from trading.connections.services.connect_account import connect_account
from trading.connections.services.pause_connection import pause_connection
from trading.connections.services.replace_gateway_secrets import replace_gateway_secrets
from trading.connections.services.replace_secrets import replace_secrets
from trading.connections.services.try_connection import try_connection
from trading.connections.tests import scenes
from trading.services.fund_paper_book import fund_paper_book
from trading.services.open_paper_book import open_paper_book


@pytest.fixture(scope="module")
def bridge(tmp_path_factory):
    process = mt5.BridgeProcess(tmp_path_factory.mktemp("bridge"))
    yield process
    process.stop()


@pytest.fixture
def scene(bridge):
    scene = mt5.Mt5Scene(bridge, trade_mode=mt5.mt5.ACCOUNT_TRADE_MODE_REAL)
    yield scene
    scene.end()


@pytest.fixture
def connection(committed_db, scene):
    gateway = scenes.bridge(address=f"http://127.0.0.1:{scene.bridge.port}", secrets={"token": mt5.TOKEN})
    account = scenes.account(login=scene.login, server=mt5.SERVER)
    return scenes.connected(gateway, account=account, secrets={"password": mt5.PASSWORD})


@pytest.fixture
def no_other_limit(monkeypatch):
    """Nothing but what a trial itself is told ends a try within its time."""
    monkeypatch.setattr(gates, "SECONDS", 300.0)
    monkeypatch.setattr(trying.try_connection, "__kwdefaults__", {"seconds": 300.0})


def tried(connection, seconds=20.0):
    row = try_connection(connection=connection, seconds=seconds, by=None)
    for secret in (mt5.PASSWORD, mt5.TOKEN, scenes.CANARY, API_SECRET):
        assert secret not in row.test_words
        assert secret not in repr(events_about(subject=row.subject))
    assert row.tested_at is not None
    return row.test_outcome, row.test_words


def test_a_bridge_answers_in_words(connection, scene):
    outcome, words = tried(connection)
    assert outcome == Outcome.GOOD, words
    assert f"It is {scene.login}" in words
    assert "1000000.00 USD" in words
    assert "investor password would be enough" in words
    assert events_about(subject=connection.subject)[0].data["outcome"] == "good"


def test_another_currency_than_written_here_is_told(connection, scene):
    type(connection.account).objects.update(currency="EUR", environment="demo")
    outcome, words = tried(connection)
    assert outcome == Outcome.DIFFERS
    assert "Its currency is USD, written here is EUR." in words
    assert "Its environment is live, written here is demo." in words


def test_a_wrong_password_a_wrong_token_and_a_wrong_account_are_told_apart(connection, scene):
    replace_secrets(connection=connection, secrets={"password": f"{scenes.CANARY}-wrong"}, by=None)
    assert tried(connection)[0] == Outcome.LOGIN_REFUSED
    replace_secrets(connection=connection, secrets={"password": mt5.PASSWORD}, by=None)
    scene.answer_for_another_account()
    assert tried(connection)[0] == Outcome.WRONG_ACCOUNT
    scene.terminal.lies_as = None
    replace_gateway_secrets(gateway=connection.gateway, secrets={"token": f"{scenes.CANARY}-" + "x" * 32}, by=None)
    outcome, words = tried(connection)
    assert (outcome, words) == (Outcome.LOGIN_REFUSED, "The bridge does not know our token.")


def test_a_paused_connection_can_be_tried_and_stays_paused(connection):
    pause_connection(connection=connection, reason="New password", by=None)
    assert tried(connection)[0] == Outcome.GOOD
    connection.refresh_from_db()
    assert connection.paused_at is not None


def test_whoever_takes_the_call_and_says_nothing_is_given_up_in_time(committed_db, no_other_limit):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        connection = scenes.connected(scenes.bridge(address=address))
        began = time.monotonic()
        assert tried(connection, seconds=1.0)[0] == Outcome.NOT_REACHED
        assert time.monotonic() - began < 30


def test_who_sends_us_elsewhere_is_not_followed_and_who_repeats_our_password_is_not_repeated(committed_db):
    with socket.create_server(("127.0.0.1", 0)) as trap, socket.create_server(("127.0.0.1", 0)) as hostile:
        trap.settimeout(0.2)
        told = [
            b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n"
            % trap.getsockname()[1],
            answer(b'{"kind": "refused", "code": "x", "words": "no: %s"}' % scenes.PASSWORD.encode(), b"422 No"),
        ]
        threading.Thread(target=serve, args=(hostile, told), daemon=True).start()
        connection = scenes.connected(scenes.bridge(address=f"http://127.0.0.1:{hostile.getsockname()[1]}"))
        assert tried(connection)[0] == Outcome.NOT_REACHED
        with pytest.raises(TimeoutError):
            trap.accept()
        assert tried(connection) == (Outcome.REFUSED, "No: ….")


def answer(body, status=b"200 OK"):
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(body), body)


def serve(listener, answers):
    for told in answers:
        line, _ = listener.accept()
        with line:
            line.settimeout(60)
            line.recv(65536)
            line.sendall(told)


def test_a_gateway_of_tws_with_another_account_says_which_it_has(committed_db):
    with running() as gateway:
        try:
            here = scenes.tws(address=f"127.0.0.1:{gateway.port}")
            ours = scenes.connected(here, account=scenes.account("ib", login="U1234567", environment="live"))
            assert tried(ours)[0] == Outcome.GOOD
            other = scenes.connected(here, account=scenes.account("ib", login="U9999999", environment="live"))
            outcome, words = tried(other)
            assert outcome == Outcome.WRONG_ACCOUNT
            assert "U1234567" in words
        finally:
            close_all()


def test_a_gateway_of_tws_that_is_not_there_is_told_in_time(committed_db, no_other_limit):
    began = time.monotonic()
    assert tried(scenes.connected(scenes.tws(address="127.0.0.1:1")), seconds=1.0)[0] == Outcome.NOT_REACHED
    close_all()
    assert time.monotonic() - began < 30


def test_kite_answers_with_the_day_s_token_and_is_not_asked_without_one(committed_db):
    scene = KiteScene(KiteServer())
    try:
        app = scenes.kite_app(
            address=f"http://127.0.0.1:{scene.server.port}", secrets={"api_key": API_KEY, "api_secret": API_SECRET}
        )
        connection = scenes.connected(app, account=scenes.account("kite", login=scene.login))
        outcome, words = tried(connection)
        assert (outcome, "Nobody has logged in today" in words) == (Outcome.REFUSED, True)
        scenes.logged_in(connection)
        scene.server.tokens[f"{scenes.CANARY}-day-token"] = scene.login
        assert tried(connection)[0] == Outcome.GOOD
        echo = Answer.error(403, "TokenException", f"{scenes.CANARY}-day-token is over")
        scene.server.next("GET", "/user", lambda handler, proceed: handler.give(echo))
        assert tried(connection) == (Outcome.LOGIN_REFUSED, "… is over.")
    finally:
        scene.server.stop()


def test_a_paper_account_is_tried_like_any_other(committed_db):
    account = scenes.account("paper")
    connection = connect_account(account=account, by=None)
    assert tried(connection)[0] == Outcome.REFUSED
    open_paper_book(account=account, by=None)
    fund_paper_book(account=account, amount=Money.of(Decimal(250), "USD"), by=None)
    assert tried(connection)[0] == Outcome.GOOD


def test_nobody_waits_for_a_broker_inside_a_transaction(db):
    with pytest.raises(RuntimeError, match="inside a transaction"):
        try_connection(connection=scenes.connected(), by=None)
