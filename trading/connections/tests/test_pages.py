"""The pages of gateways and connections, for those who may, those who only look, and strangers."""

import pytest
from django.urls import reverse

from accounts.tests.people import a_client, member
from trading.connections.models import BrokerGateway, Connection
from trading.connections.services.propose_address import propose_address
from trading.connections.tests import scenes
from trading.connections.tests.people import person
from trading.connections.tests.scenes import CANARY, PASSWORD, TOKEN

pytestmark = pytest.mark.usefixtures("db")
LOOKS = ("connections.view_brokergateway", "connections.view_connection", "trading.view_brokeraccount")
CONNECTS = (*LOOKS, "connections.connect_account", "trading.open_account")
MANAGES = (*LOOKS, "connections.manage_gateways")


def at(name, *args):
    return reverse(f"admin:connections_{name}", args=args)


def seen(browser, address):
    answer = browser.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200, address
    assert CANARY not in page
    return page


@pytest.fixture
def olga(client):
    """Who manages gateways and connects accounts, signed in."""
    olga = person("olga", *MANAGES, *CONNECTS, "connections.allow_trading")
    client.force_login(olga)
    return olga


def test_a_bridge_is_added_and_its_secrets_never_come_back(client, olga):
    add = at("brokergateway_add_mt5")
    assert "Bridge" in seen(client, at("brokergateway_changelist")) or add in seen(
        client, at("brokergateway_changelist")
    )
    filled = {"name": "Bridge One", "address": "https://bridge.invalid:8443", "at_once": "4", "token": TOKEN}
    wrong = client.post(add, {**filled, "address": "http://10.0.0.1/"})
    assert "begin with https://" in wrong.content.decode()
    assert CANARY not in wrong.content.decode()
    client.post(add, filled)
    gateway = BrokerGateway.objects.get()
    assert (gateway.name, gateway.secrets_held, gateway.secrets_set_by) == ("Bridge One", ["token"], olga)
    page = seen(client, at("brokergateway_change", gateway.pk))
    assert "Token, given" in page
    for deed in ("edit", "replace_secrets", "propose_address", "disable"):
        assert at(f"brokergateway_{deed}", gateway.pk) in page
        seen(client, at(f"brokergateway_{deed}", gateway.pk))
    client.post(at("brokergateway_replace_secrets", gateway.pk), {"token": "other-" + "x" * 32})
    assert BrokerGateway.objects.get().sealed != gateway.sealed
    client.post(at("brokergateway_edit", gateway.pk), {"name": "Bridge Two", "at_once": "2", "push": "yes"})
    assert BrokerGateway.objects.get().options == {"push": "yes"}


def test_a_new_address_shows_both_and_is_approved_by_another(client, olga):
    gateway = scenes.bridge()
    client.post(at("brokergateway_propose_address", gateway.pk), {"address": "https://elsewhere.invalid"})
    second = person("paul", *LOOKS, "connections.approve_address")
    client.force_login(second)
    assert "elsewhere.invalid" in client.get(reverse("admin:approvals")).content.decode()
    approve = at("brokergateway_approve_address", gateway.pk)
    page = seen(client, approve)
    assert "https://bridge.invalid:8443" in page
    assert "https://elsewhere.invalid" in page
    client.post(approve, {"address": "https://third.invalid"})
    assert BrokerGateway.objects.get().address == "https://bridge.invalid:8443"
    client.post(approve, {"address": "https://elsewhere.invalid"})
    assert BrokerGateway.objects.get().address == "https://elsewhere.invalid"


def test_an_account_is_connected_on_its_page_and_then_told_how_it_stands(client, olga):
    account = scenes.account()
    assert "needs a bridge first" in seen(client, at("connection_connect", account.pk))
    gateway = scenes.bridge()
    assert str(account) in seen(client, at("connection_choose"))
    chosen = client.get(at("connection_choose"), {"account": account.pk})
    assert chosen.url == at("connection_connect", account.pk)
    assert "investor password" in seen(client, chosen.url)
    filled = {"gateway": gateway.pk, "password": PASSWORD, "terminal": "one"}
    wrong = client.post(chosen.url, {**filled, "password": ""})
    assert wrong.status_code == 422
    wrong = client.post(chosen.url, {**filled, "password": f"{PASSWORD} "})
    assert (wrong.status_code, PASSWORD in wrong.content.decode()) == (422, False)
    client.post(chosen.url, filled)
    connection = Connection.objects.get()
    assert (connection.options, connection.may_trade, connection.secrets_held) == (
        {"terminal": "one"},
        False,
        ["password"],
    )
    page = seen(client, at("connection_change", connection.pk))
    assert "Password, given" in page
    assert "No, looked at only" in page
    assert str(account) in seen(client, at("connection_changelist"))
    assert client.get(at("connection_connect", account.pk)).url == at("connection_change", connection.pk)


def test_a_connection_is_paused_resumed_changed_and_allowed_to_trade(client, olga):
    connection = scenes.connected()

    def do(deed, **filled):
        assert client.post(at(f"connection_{deed}", connection.pk), filled).status_code == 302, deed
        connection.refresh_from_db()

    do("pause", reason="Holidays")
    assert "Paused" in seen(client, at("connection_change", connection.pk))
    do("resume", reason="Back")
    do("edit", gateway=connection.gateway_id, terminal="two")
    assert (connection.options, connection.secrets_held) == ({"terminal": "two"}, ["password"])
    do("allow_trading")
    assert connection.may_trade
    do("forbid_trading")
    do("replace_secrets", password="another one")
    assert connection.secrets_set_by == olga
    other = scenes.bridge()
    refused = client.post(at("connection_edit", connection.pk), {"gateway": other.pk})
    assert "anew" in refused.content.decode()


def test_allowing_to_trade_is_a_right_of_its_own(client):
    connection = scenes.connected()
    client.force_login(person("carl", *CONNECTS))
    assert at("connection_allow_trading", connection.pk) not in seen(client, at("connection_change", connection.pk))
    assert client.post(at("connection_allow_trading", connection.pk)).status_code == 403
    connection.refresh_from_db()
    assert not connection.may_trade


@pytest.mark.parametrize("rights", [LOOKS, (), ("connections.connect_account", "connections.manage_gateways")])
def test_who_only_looks_or_not_even_that_changes_nothing(client, rights):
    connection, account = scenes.connected(), scenes.account()
    gateway = connection.gateway
    client.force_login(person("rolf", *rights))
    sent = [
        at("brokergateway_add_mt5"), at("brokergateway_replace_secrets", gateway.pk), at("connection_file"),
        at("brokergateway_propose_address", gateway.pk), at("brokergateway_approve_address", gateway.pk),
        at("connection_connect", account.pk), at("connection_replace_secrets", connection.pk),
        at("connection_pause", connection.pk), at("connection_test", connection.pk),
    ]  # fmt: skip
    assert {client.post(address, {"reason": "x", "password": "y"}).status_code for address in sent} == {403}
    read = [at("connection_changelist"), at("connection_change", connection.pk), at("brokergateway_change", gateway.pk)]
    assert {client.get(address).status_code for address in read} == ({200} if rights == LOOKS else {403})
    for page in (at("connection_login", connection.pk), at("connection_choose"), at("connection_file_template")):
        assert client.get(page).status_code == 403


def test_a_client_finds_none_of_it(client):
    connection = scenes.connected()
    client.force_login(member(a_client("Bruno Sample"), email="bruno@example.test"))
    for address in (at("connection_changelist"), at("connection_change", connection.pk), at("connection_file")):
        assert client.get(address).url.startswith(reverse("admin:login"))


def test_lists_cost_the_same_however_long_they_are(client, olga, django_assert_max_num_queries):
    gateway = scenes.bridge()
    for _ in range(12):
        scenes.connected(gateway)
    for page in ("connection_changelist", "brokergateway_changelist"):
        with django_assert_max_num_queries(14):
            client.get(at(page))


def test_what_is_not_there_is_not_found(client, olga):
    assert client.get(at("connection_connect", 99)).status_code == 404
    assert client.get(at("connection_login", 99)).status_code == 404
    assert client.get(at("connection_login", scenes.connected().pk)).status_code == 404
    gateway = scenes.bridge()
    propose_address(gateway=gateway, address="https://e.invalid", by=olga)
    assert client.get(at("brokergateway_approve_address", 99)).status_code == 403
