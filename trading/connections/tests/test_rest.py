"""Gateways and connections over the API: secrets go in and never come out, by any call."""

import json

import pytest

from accounts.gateway.models import IdempotentCall
from accounts.gateway.tests.callers import Caller
from trading.connections.models import BrokerGateway, Connection
from trading.connections.tests import scenes
from trading.connections.tests.people import person
from trading.connections.tests.scenes import CANARY, PASSWORD, TOKEN
from trading.connections.tests.test_pages import CONNECTS, LOOKS, MANAGES

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def olga():
    return Caller(person("olga", *MANAGES, *CONNECTS))


def told(answer, status=200):
    assert answer.status_code == status, answer.content
    assert CANARY not in answer.content.decode()
    return answer.json()


def test_secrets_go_in_and_never_come_out(olga):
    gateway = told(
        olga.post("broker-gateways", {
            "name": "Bridge", "platform": "mt5", "address": "https://bridge.invalid", "secrets": {"token": TOKEN},
        }), 201,
    )  # fmt: skip
    assert (gateway["secrets_held"], gateway["proposed_address"]) == (["token"], "")
    account = scenes.account()
    sent = {"account": account.pk, "gateway": gateway["id"], "secrets": {"password": PASSWORD}}
    connection = told(olga.post("broker-connections", sent), 201)
    assert (connection["login"], connection["may_trade"]) == (account.login, False)
    where = f"broker-connections/{connection['id']}"
    told(olga.post(f"{where}/replace-secrets", {"secrets": {"password": f"{PASSWORD}-2"}}))
    told(olga.post(f"{where}/change", {"gateway": gateway["id"], "options": {"terminal": "two"}}))
    told(olga.post(f"{where}/pause", {"reason": "Holidays"}))
    told(olga.post(f"{where}/resume", {"reason": "Back"}))
    assert told(olga.get(where))["options"] == {"terminal": "two"}
    for address in ("broker-gateways", "broker-connections"):
        assert len(told(olga.get(address))["data"]) == 1
    kept = json.dumps(list(IdempotentCall.objects.values()), default=str)
    assert CANARY not in kept


@pytest.mark.parametrize(
    "secrets",
    [{"password": f"{CANARY}\n"}, {"wrong": CANARY}, {"password": 5}, [CANARY], CANARY, {"password": CANARY * 99}],
)
def test_a_refusal_repeats_no_value(olga, secrets):
    gateway, account = scenes.bridge(), scenes.account()
    answer = olga.post("broker-connections", {"account": account.pk, "gateway": gateway.pk, "secrets": secrets})
    assert answer.status_code in (400, 409)
    assert CANARY not in answer.content.decode()
    assert Connection.objects.count() == 0


def test_trading_is_allowed_by_who_may(olga):
    connection = scenes.connected()
    where = f"broker-connections/{connection.pk}"
    assert olga.post(f"{where}/allow-trading").status_code == 403
    boss = Caller(person("boss", *CONNECTS, "connections.allow_trading"))
    assert told(boss.post(f"{where}/allow-trading"))["may_trade"] is True
    assert told(olga.post(f"{where}/forbid-trading"))["may_trade"] is False


def test_another_address_waits_for_another_person(olga):
    gateway = scenes.bridge()
    where = f"broker-gateways/{gateway.pk}"
    proposed = told(olga.post(f"{where}/propose-address", {"address": "https://elsewhere.invalid"}))
    assert (proposed["address"], proposed["proposed_address"]) == (gateway.address, "https://elsewhere.invalid")
    assert olga.post(f"{where}/approve-address", {"address": "https://elsewhere.invalid"}).status_code == 403
    paul = Caller(person("paul", *LOOKS, "connections.approve_address"))
    approved = told(paul.post(f"{where}/approve-address", {"address": "https://elsewhere.invalid"}))
    assert approved["address"] == "https://elsewhere.invalid"
    assert BrokerGateway.objects.get().proposed_by is None
