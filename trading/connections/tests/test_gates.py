"""Who can be reached and how, and why not; sealed secrets are opened there and shown nowhere."""

import base64
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from fidus.lib import clock
from fidus.lib.money import Money
from trading.connections.errors import ConnectionsConflict, NotAsDescribed, NotConnected
from trading.connections.gates import OBSTACLES, obstacles, open_broker, open_reach, reach
from trading.connections.models import BrokerGateway, Connection
from trading.connections.registry import adapter_of, adapters
from trading.connections.services.connect_account import connect_account
from trading.connections.tests import scenes
from trading.connections.tests.scenes import CANARY, PASSWORD, TOKEN
from trading.models import Platform
from trading.services.fund_paper_book import fund_paper_book
from trading.services.open_paper_book import open_paper_book

pytestmark = pytest.mark.usefixtures("db")


def why(account) -> str:
    with pytest.raises(NotConnected) as refused:
        open_broker(account)
    assert refused.value.code in OBSTACLES
    assert CANARY not in str(refused.value)
    assert obstacles([account])[account.pk].code == refused.value.code
    assert reach([account]) == {}
    return refused.value.code


def test_a_paper_account_is_reached_once_it_is_connected():
    account = scenes.account("paper")
    open_paper_book(account=account, by=None)
    assert why(account) == "none"
    connect_account(account=account, by=None)
    fund_paper_book(account=account, amount=Money.of(1000, "USD"), by=None)
    assert open_broker(account).account().balance == 1000
    found = reach([account])[account.pk]
    assert (found.platform, found.gateway_id, found.may_trade) == ("paper", None, False)
    assert open_reach(found).account().login == account.login


def test_a_reach_has_all_that_a_visit_needs_and_shows_no_secret():
    gateway = scenes.bridge(at_once=3, options={"authority": "office.pem"})
    connection = scenes.connected(gateway, options={"terminal": "two"}, may_trade=True)
    found = reach([connection.account])[connection.account_id]
    assert (found.gateway_id, found.at_once, found.may_trade) == (gateway.pk, 3, True)
    assert found.line_key == f"mt5:{gateway.pk}/two"
    access = found.access
    assert access.secrets == {"token": TOKEN, "password": PASSWORD}
    assert access.address == "https://bridge.invalid:8443"
    assert access.options["terminal"] == "two"
    assert access.options["authority"].endswith("/authorities/office.pem")
    broker = open_broker(connection.account, seconds=2)
    for shown in (found, access, broker, connection, gateway, connection.__dict__, gateway.__dict__):
        assert CANARY not in repr(shown)


def test_many_accounts_are_looked_up_in_one_query(django_assert_num_queries):
    gateway = scenes.bridge()
    accounts = [scenes.connected(gateway).account for _ in range(5)]
    alone = scenes.account()
    with django_assert_num_queries(1):
        found = reach([*accounts, alone.pk])
    assert found.keys() == {account.pk for account in accounts}
    assert obstacles([*accounts, alone]).keys() == {alone.pk}


def test_whatever_stands_in_the_way_is_named():
    connection = scenes.connected()
    account, gateway = connection.account, connection.gateway
    Connection.objects.update(paused_at=clock.now(), pause_reason="The broker moves house")
    assert why(account) == "paused"
    Connection.objects.update(paused_at=None, pause_reason="")
    BrokerGateway.objects.update(disabled_at=clock.now())
    assert why(account) == "gateway"
    BrokerGateway.objects.update(disabled_at=None, sealed="", secrets_held=[])
    assert why(account) == "incomplete"
    BrokerGateway.objects.filter(pk=gateway.pk).update(sealed=gateway.sealed, secrets_held=gateway.secrets_held)
    type(account).objects.filter(pk=account.pk).update(disabled_at=clock.now())
    assert why(account) == "account"


def test_a_days_token_that_is_over_is_not_tried():
    connection = scenes.connected(scenes.kite_app())
    assert why(connection.account) == "expired"
    scenes.logged_in(connection)
    assert reach([connection.account])[connection.account_id].access.secrets["access_token"]
    with clock.at(connection.expires_at + timedelta(seconds=1)):
        assert why(connection.account) == "expired"


def test_without_the_key_nothing_is_opened_and_it_says_so(settings):
    connection = scenes.connected()
    settings.DOCUMENT_KEYS = [Fernet.generate_key().decode()]
    assert why(connection.account) == "sealed"
    settings.DOCUMENT_KEYS = [
        *settings.DOCUMENT_KEYS,
        base64.urlsafe_b64encode(b"for-tests-only-for-tests-only-12").decode(),
    ]
    assert connection.account_id in reach([connection.account])


def test_secrets_moved_to_another_row_do_not_open_there():
    gateway = scenes.bridge()
    ours, theirs = scenes.connected(gateway), scenes.connected(gateway)
    Connection.objects.filter(pk=ours.pk).update(sealed=theirs.sealed)
    assert why(ours.account) == "sealed"


def test_only_machines_that_the_operator_allows_are_called(settings):
    connection = scenes.connected()
    settings.BROKER_HOSTS = ["10.0.0.0/8", "other.invalid"]
    assert why(connection.account) == "address"
    settings.BROKER_HOSTS = ["Bridge.invalid"]
    assert connection.account_id in reach([connection.account])


def test_an_account_is_connected_once_through_a_gateway_of_its_platform():
    connection = scenes.connected()
    with pytest.raises(ConnectionsConflict, match="connected already"):
        connect_account(account=connection.account, gateway=connection.gateway, secrets={"password": PASSWORD}, by=None)
    with pytest.raises(ConnectionsConflict, match="another platform"):
        scenes.connected(scenes.bridge(), account=scenes.account("kite"))
    with pytest.raises(ConnectionsConflict, match="Choose the bridge"):
        connect_account(account=scenes.account(), secrets={"password": PASSWORD}, by=None)


def test_what_a_platform_does_not_know_or_misses_is_told_by_field():
    with pytest.raises(NotAsDescribed) as refused:
        scenes.connected(secrets={"passwort": PASSWORD}, options={"terminal": "a\nb"})
    assert refused.value.faults.keys() == {"passwort", "password", "terminal"}
    assert CANARY not in str(refused.value)
    with pytest.raises(NotAsDescribed, match="32 plain characters"):
        scenes.bridge(secrets={"token": "short"})
    with pytest.raises(NotAsDescribed, match="no such field"):
        scenes.connected(scenes.kite_app(), secrets={"access_token": "typed-by-hand"})


def test_every_platform_that_is_named_has_its_adapter():
    known = {adapter.platform for adapter in adapters()}
    assert {"mt5", "ib", "kite", "paper"} <= known <= set(Platform.values)
    assert all(adapter_of(platform).title for platform in known)
