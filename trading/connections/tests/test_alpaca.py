"""An account at Alpaca, from what is filled in to what its broker tells: keys of its own, one interface for all."""

import pytest

from trading.brokers.alpaca.tests.market import Account
from trading.brokers.alpaca.tests.server import AlpacaServer
from trading.connections.errors import NotAsDescribed
from trading.connections.gates import open_broker, reach
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.connect_account import connect_account
from trading.connections.tests import scenes
from trading.connections.tests.scenes import CANARY

pytestmark = pytest.mark.usefixtures("db")
KEYS = {"key_id": "PKINVENTED", "secret_key": f"{CANARY}-alpaca"}


@pytest.fixture
def server():
    server = AlpacaServer()
    yield server
    server.stop()


def test_an_account_is_reached_with_its_own_keys(server):
    account = scenes.account("alpaca")
    server.keys[KEYS["key_id"], KEYS["secret_key"]] = Account(account.login, "")
    here = add_gateway(name="Scripted", platform="alpaca", address=f"http://127.0.0.1:{server.port}", by=None)
    connect_account(account=account, gateway=here, secrets=KEYS, by=None)
    broker = open_broker(account)
    assert (broker.account().login, broker.account().environment) == (account.login, "paper")
    assert CANARY not in repr(reach([account]))


def test_without_an_address_it_is_the_vendor_s_by_the_account_s_environment():
    own = add_gateway(name="Alpaca", platform="alpaca", options={"feed": "iex"}, by=None)
    for environment, host in (("paper", "paper-api"), ("live", "api")):
        account = scenes.account("alpaca", environment=environment)
        connect_account(account=account, gateway=own, secrets=KEYS, by=None)
        assert f"https://{host}.alpaca.markets" in repr(open_broker(account)._line)


@pytest.mark.parametrize(
    ("options", "secrets"),
    [({}, {"key_id": "PKINVENTED"}), ({}, {**KEYS, "key_id": "with space"}), ({"feed": "iex"}, KEYS), ({}, {})],
)
def test_what_is_missing_or_wrong_is_told_before_anything_is_kept(options, secrets):
    own = add_gateway(name="Alpaca", platform="alpaca", by=None)
    with pytest.raises(NotAsDescribed):
        connect_account(account=scenes.account("alpaca"), gateway=own, options=options, secrets=secrets, by=None)
