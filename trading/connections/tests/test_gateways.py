"""Gateways: what may be changed by one person, and where secrets go by two."""

import pytest
from django.db import IntegrityError, transaction

from accounts.trail.api import events_about
from fidus.lib import clock
from trading.connections.errors import ConnectionsConflict, NotAsDescribed, SecondPersonNeeded, UnknownPlatform
from trading.connections.gates import reach
from trading.connections.models import BrokerGateway
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.approve_address import approve_address
from trading.connections.services.change_gateway import change_gateway
from trading.connections.services.decline_address import decline_address
from trading.connections.services.disable_gateway import disable_gateway
from trading.connections.services.enable_gateway import enable_gateway
from trading.connections.services.propose_address import propose_address
from trading.connections.services.replace_gateway_secrets import replace_gateway_secrets
from trading.connections.tests import scenes
from trading.connections.tests.people import person
from trading.connections.tests.scenes import CANARY

pytestmark = pytest.mark.usefixtures("db")
ELSEWHERE = "https://elsewhere.invalid:8443"


def test_a_gateway_is_added_once_and_its_secrets_are_only_named():
    gateway = scenes.bridge(name="Office", options={"authority": "office.pem"})
    assert (gateway.at_once, gateway.secrets_held) == (4, ["token"])
    assert CANARY not in gateway.sealed
    (told,) = events_about(subject=gateway.subject)
    assert (told.kind, told.data["secrets"], told.data["options"]) == (
        "BrokerGatewayAdded", ["token"], ["authority=office.pem"],
    )  # fmt: skip
    with pytest.raises(ConnectionsConflict, match="named Office already"):
        scenes.bridge(name="Office")
    with pytest.raises(ConnectionsConflict, match="no gateway"):
        add_gateway(name="Paper", platform="paper", by=None)
    with pytest.raises(UnknownPlatform):
        add_gateway(name="Other", platform="other", by=None)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", ".hidden", "a/b", "a\x00b", "x" * 81])
def test_an_authority_is_a_file_of_its_folder_and_nothing_else(name):
    with pytest.raises(NotAsDescribed):
        scenes.bridge(options={"authority": name})


def test_options_change_and_secrets_stay():
    gateway = scenes.bridge()
    changed = change_gateway(gateway=gateway, name="Cellar", options={"authority": "a.pem"}, at_once=9, by=None)
    assert (changed.name, changed.options, changed.at_once) == ("Cellar", {"authority": "a.pem"}, 9)
    assert changed.sealed == gateway.sealed
    other = scenes.bridge()
    with pytest.raises(ConnectionsConflict):
        change_gateway(gateway=other, name="Cellar", options={}, at_once=1, by=None)


def test_new_secrets_take_the_place_of_all_old_ones():
    gateway = scenes.bridge(secrets={"token": scenes.TOKEN, "next_token": "n" * 40})
    connection = scenes.connected(gateway)
    replace_gateway_secrets(gateway=gateway, secrets={"token": "another-token-" + "0" * 32}, by=None)
    secrets = reach([connection.account])[connection.account_id].access.secrets
    assert secrets == {"token": "another-token-" + "0" * 32, "password": scenes.PASSWORD}
    with pytest.raises(NotAsDescribed, match="Token is missing"):
        replace_gateway_secrets(gateway=gateway, secrets={}, by=None)


def test_before_there_is_a_secret_one_person_moves_a_gateway():
    gateway = scenes.tws()
    moved = propose_address(gateway=gateway, address="10.0.0.9:4001", by=person("olga"))
    assert (moved.address, moved.proposed_address) == ("10.0.0.9:4001", "")


def test_where_secrets_go_is_decided_by_two():
    gateway, olga, paul = scenes.bridge(), person("olga"), person("paul")
    connection = scenes.connected(gateway)
    propose_address(gateway=gateway, address=ELSEWHERE, by=olga)
    assert reach([connection.account])[connection.account_id].access.address == "https://bridge.invalid:8443"
    with pytest.raises(SecondPersonNeeded):
        approve_address(gateway=gateway, address=ELSEWHERE, by=olga)
    with pytest.raises(ConnectionsConflict, match="look again"):
        approve_address(gateway=gateway, address="https://what-paul-saw.invalid", by=paul)
    approve_address(gateway=gateway, address=ELSEWHERE, by=paul)
    assert reach([connection.account])[connection.account_id].access.address == ELSEWHERE
    kinds = [event.kind for event in events_about(subject=gateway.subject)]
    assert kinds[:2] == ["BrokerGatewayAddressApproved", "BrokerGatewayAddressProposed"]


def test_a_proposal_can_be_dropped_or_replaced():
    gateway, olga, paul = scenes.bridge(), person("olga"), person("paul")
    propose_address(gateway=gateway, address=ELSEWHERE, by=olga)
    propose_address(gateway=gateway, address="https://third.invalid", by=paul)
    with pytest.raises(ConnectionsConflict):
        approve_address(gateway=gateway, address=ELSEWHERE, by=olga)
    decline_address(gateway=gateway, by=olga)
    with pytest.raises(ConnectionsConflict):
        decline_address(gateway=gateway, by=olga)
    for address in ("https://bridge.invalid:8443", ""):
        with pytest.raises((ConnectionsConflict, NotAsDescribed)):
            propose_address(gateway=gateway, address=address, by=olga)


def test_an_address_that_is_not_to_be_called_is_not_even_proposed(settings):
    gateway, olga = scenes.bridge(), person("olga")
    for address in ("https://169.254.169.254/", "http://10.0.0.1/", "https://a:b@bridge.invalid/"):
        with pytest.raises(NotAsDescribed):
            propose_address(gateway=gateway, address=address, by=olga)
    settings.BROKER_HOSTS = ["bridge.invalid"]
    with pytest.raises(NotAsDescribed, match="BROKER_HOSTS"):
        propose_address(gateway=gateway, address=ELSEWHERE, by=olga)


def test_the_database_wants_two_people_as_well():
    gateway, olga = scenes.bridge(), person("olga")
    with pytest.raises(IntegrityError, match="gateway_address_took_two_people"), transaction.atomic():
        BrokerGateway.objects.filter(pk=gateway.pk).update(
            address_proposed_by=olga, address_approved_by=olga, address_approved_at=clock.now()
        )


def test_a_disabled_gateway_serves_nobody_until_it_is_enabled():
    gateway = scenes.bridge()
    connection = scenes.connected(gateway)
    disable_gateway(gateway=gateway, reason="Moving", by=None)
    assert reach([connection.account]) == {}
    with pytest.raises(ConnectionsConflict):
        disable_gateway(gateway=gateway, reason="Moving", by=None)
    with pytest.raises(ConnectionsConflict, match="is disabled"):
        scenes.connected(gateway)
    enable_gateway(gateway=gateway, reason="Moved", by=None)
    assert connection.account_id in reach([connection.account])
    with pytest.raises(ConnectionsConflict):
        enable_gateway(gateway=gateway, reason="Moved", by=None)
