"""A person logs in at a scripted Kite for an account, and Kite posts that orders moved."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from fidus.lib import clock
from trading.brokers.kite.postback import checksum
from trading.brokers.kite.tests.scene import KiteScene
from trading.brokers.kite.tests.server import API_KEY, API_SECRET, KiteServer
from trading.connections import registry
from trading.connections.gates import open_broker, reach
from trading.connections.tests import scenes
from trading.connections.tests.people import person
from trading.connections.tests.test_pages import CONNECTS, at

# The scripted Kite's own day.
MORNING = datetime(2026, 11, 20, 5, tzinfo=UTC)
looked_at: list[list[int]] = []


def look(accounts):
    looked_at.append(list(accounts))


@pytest.fixture
def kite():
    scene = KiteScene(KiteServer())
    yield scene
    scene.end()
    scene.server.stop()


@pytest.fixture
def connection(committed_db, kite):
    app = scenes.kite_app(
        address=f"http://127.0.0.1:{kite.server.port}", secrets={"api_key": API_KEY, "api_secret": API_SECRET}
    )
    return scenes.connected(app, account=scenes.account("kite", login=kite.login))


@pytest.fixture
def trader(client, connection):
    trader = person("tessa", *CONNECTS)
    client.force_login(trader)
    return trader


def went(client, connection):
    """To Kite; the state that Kite will give back."""
    answer = client.get(at("connection_login_go", connection.pk))
    asked = parse_qs(urlsplit(answer.url).query)
    assert urlsplit(answer.url).netloc == "kite.zerodha.com"
    assert asked["api_key"] == [API_KEY]
    return parse_qs(asked["redirect_params"][0])["state"][0]


def back(client, state, token="request0token", status="success"):
    told = {"state": state, "request_token": token, "status": status}
    return client.get(at("connection_kite_return"), told, follow=True).content.decode()


def test_the_day_begins_with_a_login_at_kite(client, trader, connection, kite):
    page = client.get(at("connection_login", connection.pk)).content.decode()
    assert "neither seen nor traded" in page
    assert reverse("kite_postback", args=[connection.gateway_id]) in page
    kite.server.request_tokens["request0token"] = kite.login
    with clock.at(MORNING):
        page = back(client, went(client, connection))
    assert "has its token of today" in page
    connection.refresh_from_db()
    assert (connection.secrets_held, connection.secrets_set_by) == (["access_token"], trader)
    assert connection.expires_at == datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
    with clock.at(MORNING):
        token = reach([connection.account])[connection.account_id].access.secrets["access_token"]
        assert token not in page
        broker = open_broker(connection.account)
    assert broker.account().login == kite.login
    broker.close()


def test_another_client_who_logged_in_by_mistake_brings_no_token(client, trader, connection, kite):
    kite.server.request_tokens["request0token"] = "XX0000"
    assert "XX0000 logged in, not" in back(client, went(client, connection))
    connection.refresh_from_db()
    assert connection.sealed == ""


def test_a_return_that_nobody_set_out_for_is_not_taken(client, trader, connection, kite):
    kite.server.request_tokens["request0token"] = kite.login
    state = went(client, connection)
    assert "Nobody went to Kite" in back(client, "forged")
    assert "Nobody went to Kite" in back(client, state)  # it was good for one return
    state = went(client, connection)
    client.force_login(person("mallory", *CONNECTS))
    assert "Nobody went to Kite" in back(client, state)
    connection.refresh_from_db()
    assert connection.sealed == ""


def test_who_does_not_log_in_at_kite_is_told(client, trader, connection):
    assert "Kite did not let you in" in back(client, went(client, connection), status="cancelled")
    assert "Log in at Kite again" in back(client, went(client, connection), token="wrong0token0")


@pytest.fixture
def looks(monkeypatch):
    monkeypatch.setattr(registry, "_looking", [f"{__name__}.look"])
    looked_at.clear()
    return looked_at


def posted(client, connection, secret=API_SECRET, **changed):
    order = {
        "user_id": connection.account.login, "order_id": "1", "order_timestamp": "2026-11-20 09:15:00",
        "status": "COMPLETE", "tradingsymbol": "INFY", "exchange": "NSE", "transaction_type": "BUY",
        "order_type": "MARKET", "quantity": 1, "filled_quantity": 1, "average_price": 100, "price": 0,
        "trigger_price": 0, "tag": None, "status_message": None, "pending_quantity": 0, "cancelled_quantity": 0,
        "validity": "DAY", "product": "CNC", "variety": "regular", **changed,
    }  # fmt: skip
    order["checksum"] = checksum(order["order_id"], order["order_timestamp"], secret)
    where = reverse("kite_postback", args=[connection.gateway_id])
    return client.post(where, json.dumps(order), content_type="application/json")


def test_a_posting_is_a_reason_to_look_and_books_nothing(client, connection, looks):
    assert posted(client, connection).status_code == 204
    assert looks == [[connection.account_id]]
    assert posted(client, connection, user_id="ZZ9999").status_code == 204
    assert looks == [[connection.account_id]]
    assert connection.account.deals.count() == 0


def test_a_posting_of_somebody_else_is_not_taken(client, connection, looks):
    assert posted(client, connection, secret="guessed").status_code == 403
    other = reverse("kite_postback", args=[99])
    assert client.post(other, "{}", content_type="application/json").status_code == 403
    where = reverse("kite_postback", args=[connection.gateway_id])
    assert client.post(where, "x" * 70_000, content_type="text/plain").status_code == 413
    assert client.get(where).status_code == 405
    assert looks == []


def test_home_says_early_who_has_to_log_in(client, trader, connection):
    def home():
        return client.get(reverse("admin:index")).content.decode()

    assert "Nobody has logged in: it is not seen" in home()
    scenes.logged_in(connection)
    assert "Logins of the day" not in home()
    with clock.at(connection.expires_at - timedelta(hours=2)):
        assert "Its token ends; log in after that" in home()
    type(connection).objects.update(paused_at=clock.now(), pause_reason="Holidays")
    with clock.at(connection.expires_at):
        assert "Logins of the day" not in home()
