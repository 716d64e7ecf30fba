"""Connections: other secrets, another gateway, pauses, and keys that change."""

import logging

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.management import CommandError, call_command

from accounts.trail.api import events_about
from trading.connections.errors import ConnectionsConflict, NotAsDescribed
from trading.connections.gates import obstacles, open_broker, reach, without_secrets
from trading.connections.models import BrokerGateway, Connection
from trading.connections.services.allow_trading import allow_trading
from trading.connections.services.change_connection import change_connection
from trading.connections.services.disable_gateway import disable_gateway
from trading.connections.services.enable_gateway import enable_gateway
from trading.connections.services.forbid_trading import forbid_trading
from trading.connections.services.pause_connection import pause_connection
from trading.connections.services.replace_secrets import replace_secrets
from trading.connections.services.resume_connection import resume_connection
from trading.connections.services.seal_secrets_anew import seal_secrets_anew
from trading.connections.tests import scenes
from trading.connections.tests.scenes import CANARY, PASSWORD

pytestmark = pytest.mark.usefixtures("db")


def secrets_of(connection):
    return reach([connection.account_id])[connection.account_id].access.secrets


def test_another_password_takes_the_place_of_the_old_one():
    connection = scenes.connected()
    replace_secrets(connection=connection, secrets={"password": "the-new-one"}, by=None)
    assert secrets_of(connection)["password"] == "the-new-one"
    with pytest.raises(NotAsDescribed, match="Password is missing"):
        replace_secrets(connection=connection, secrets={"password": ""}, by=None)
    with pytest.raises(ConnectionsConflict, match="no secret that is typed"):
        replace_secrets(connection=scenes.connected(scenes.tws()), secrets={"password": "x"}, by=None)


def test_secrets_do_not_follow_to_another_gateway():
    connection, other = scenes.connected(), scenes.bridge()
    kept = {"options": {}, "by": None}
    with pytest.raises(NotAsDescribed, match="anew"):
        change_connection(connection=connection, gateway=other, **kept)
    changed = change_connection(connection=connection, gateway=other, secrets={"password": "new"}, **kept)
    assert (changed.gateway, secrets_of(changed)["password"]) == (other, "new")
    again = change_connection(connection=changed, gateway=other, options={"terminal": "two"}, by=None)
    assert (again.options, secrets_of(again)["password"]) == ({"terminal": "two"}, "new")


def test_trading_is_forbidden_whatever_else_is_wrong_and_a_change_of_something_else_does_not_allow_it_again():
    connection = allow_trading(connection=scenes.connected(), by=None)
    read_before = Connection.objects.get(pk=connection.pk)
    disable_gateway(gateway=connection.gateway, reason="It burns", by=None)
    assert forbid_trading(connection=connection, by=None).may_trade is False
    enable_gateway(gateway=connection.gateway, reason="It does not", by=None)
    # Whoever had the page open when it was forbidden changes options and nothing else.
    change_connection(connection=read_before, gateway=connection.gateway, options={"terminal": "two"}, by=None)
    connection.refresh_from_db()
    assert (connection.may_trade, connection.options) == (False, {"terminal": "two"})
    with pytest.raises(ConnectionsConflict, match="not traded"):
        forbid_trading(connection=connection, by=None)


def test_a_days_token_is_dropped_when_the_app_is_another():
    connection = scenes.logged_in(scenes.connected(scenes.kite_app()))
    other = scenes.kite_app()
    changed = change_connection(connection=connection, gateway=other, options={}, by=None)
    assert (changed.sealed, changed.expires_at) == ("", None)
    assert obstacles([changed.account])[changed.account_id].code == "expired"


def test_a_pause_has_its_reason_and_its_end():
    connection = scenes.connected()
    pause_connection(connection=connection, reason="Password is being changed", by=None)
    assert obstacles([connection.account])[connection.account_id].code == "paused"
    with pytest.raises(ConnectionsConflict):
        pause_connection(connection=connection, reason="Again", by=None)
    resume_connection(connection=connection, reason="It is", by=None)
    assert connection.account_id in reach([connection.account])
    with pytest.raises(ConnectionsConflict):
        resume_connection(connection=connection, reason="Again", by=None)
    kinds = [event.kind for event in events_about(subject=connection.subject)]
    assert kinds == ["ConnectionResumed", "ConnectionPaused", "BrokerAccountConnected"]


def test_under_a_new_key_all_is_sealed_anew_and_the_old_one_can_go(settings, capsys):
    connection, (old,) = scenes.connected(), settings.DOCUMENT_KEYS
    new = Fernet.generate_key().decode()
    settings.DOCUMENT_KEYS = [new, old]
    call_command("rotate_document_keys")
    assert "2 gateways and accounts of brokers" in capsys.readouterr().out
    settings.DOCUMENT_KEYS = [new]
    assert secrets_of(connection)["password"] == PASSWORD
    settings.DOCUMENT_KEYS = [old]
    assert obstacles([connection.account])[connection.account_id].code == "sealed"


def test_what_no_key_opens_is_left_as_it_is_and_told(settings):
    scenes.connected()
    settings.DOCUMENT_KEYS = [Fernet.generate_key().decode()]
    fresh = scenes.connected()
    done, closed = seal_secrets_anew()
    assert (done, len(closed)) == (2, 2)
    with pytest.raises(CommandError, match="Keep the old key"):
        call_command("rotate_document_keys")
    assert secrets_of(fresh)["password"] == PASSWORD


def test_a_secret_is_in_no_log_trail_repr_export_or_error(caplog):
    caplog.set_level(logging.DEBUG)
    connection = scenes.connected(options={"terminal": "one"})
    replace_secrets(connection=connection, secrets={"password": f"{CANARY}-second"}, by=None)
    found = reach([connection.account])[connection.account_id]
    broker = open_broker(connection.account)
    with pytest.raises(NotAsDescribed) as refused:
        replace_secrets(connection=connection, secrets={"password": f"{CANARY}\n", "pass": CANARY}, by=None)
    trail = [*events_about(subject=connection.subject), *events_about(subject=connection.gateway.subject)]
    rows = serializers.serialize("json", [*Connection.objects.all(), *BrokerGateway.objects.all()])
    for shown in (
        caplog.text,
        repr(trail),
        rows,
        repr(found),
        repr(broker),
        str(broker),
        str(refused.value),
        repr(refused.value),
    ):
        assert CANARY not in shown
    assert len(trail) == 3


def test_what_a_broker_repeats_of_our_secrets_is_not_passed_on():
    access = reach([scenes.connected().account])
    (found,) = access.values()
    assert without_secrets(f"bad password '{PASSWORD}' for token {scenes.TOKEN}", found.access) == (
        "bad password '…' for token …"
    )
