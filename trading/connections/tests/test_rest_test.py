"""A connection tested over the API, against the real bridge and against who never answers."""

import socket
import threading
import time

import pytest
from django.db import connections

from accounts.gateway.models import IdempotentCall
from accounts.gateway.tests.callers import Caller
from accounts.trail.api import events_about
from trading.connections.services import try_connection as trying
from trading.connections.services.replace_secrets import replace_secrets
from trading.connections.tests import scenes
from trading.connections.tests.people import person
from trading.connections.tests.test_pages import CONNECTS, LOOKS
from trading.connections.tests.test_rest import told
from trading.connections.tests.test_try_connection import bridge, connection, no_other_limit, scene

__all__ = ["bridge", "connection", "no_other_limit", "scene"]


@pytest.fixture
def olga(committed_db, monkeypatch):
    # The first who is asked of a bridge waits for its worker to start.
    monkeypatch.setattr(trying.try_connection, "__kwdefaults__", {"seconds": 20.0})
    return Caller(person("olga", *CONNECTS))


def outcome_of(caller, connection, **given):
    answer = told(caller.post(f"broker-connections/{connection.pk}/test", **given))
    return answer["test_outcome"], answer["test_words"]


def test_the_broker_s_answer_is_told_in_a_word_and_in_words(olga, connection, scene):
    outcome, words = outcome_of(olga, connection)
    assert (outcome, f"It is {scene.login}" in words) == ("good", True)
    scene.answer_for_another_account()
    assert outcome_of(olga, connection)[0] == "wrong account"
    scene.terminal.lies_as = None
    replace_secrets(connection=connection, secrets={"password": f"{scenes.CANARY}-wrong"}, by=None)
    assert outcome_of(olga, connection)[0] == "login refused"
    event = events_about(subject=connection.subject)[0]
    assert (event.data["outcome"], event.actor_label) == ("login refused", "olga@example.com")


def test_who_is_not_there_and_who_says_nothing_is_given_up_in_time(olga, no_other_limit, monkeypatch):
    monkeypatch.setattr(trying.try_connection, "__kwdefaults__", {"seconds": 1.0})
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there = scenes.connected(scenes.bridge(address=f"http://127.0.0.1:{silent.getsockname()[1]}"))
        began = time.monotonic()
        outcome, words = outcome_of(olga, there)
        assert (outcome, bool(words)) == ("not reached", True)
        assert time.monotonic() - began < 30


def test_the_same_key_is_answered_the_same_and_asks_nobody_again(olga, connection, scene):
    first = outcome_of(olga, connection, key="one")
    scene.answer_for_another_account()
    again = olga.post(f"broker-connections/{connection.pk}/test", key="one")
    assert (again["Idempotency-Replayed"], again.json()["test_outcome"]) == ("true", first[0])
    assert IdempotentCall.objects.count() == 1
    scene.terminal.lies_as = None


def test_while_it_is_asked_the_same_key_is_in_flight_and_no_transaction_is_open(olga, monkeypatch):
    monkeypatch.setattr(trying.try_connection, "__kwdefaults__", {"seconds": 60.0})
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there = scenes.connected(scenes.bridge(address=f"http://127.0.0.1:{silent.getsockname()[1]}"))
        answers = []
        other = threading.Thread(
            target=lambda: answers.append(in_a_thread(olga, f"broker-connections/{there.pk}/test", "one"))
        )
        other.start()
        line, _ = silent.accept()
        refused = olga.post(f"broker-connections/{there.pk}/test", key="one")
        assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "in-flight")
        # Others change what is being tried meanwhile: nothing of it is locked.
        told(olga.post(f"broker-connections/{there.pk}/pause", {"reason": "Meanwhile"}))
        assert other.is_alive()
        line.close()
        other.join(60)
    assert answers == [200]
    there.refresh_from_db()
    assert (there.test_outcome, there.pause_reason) == ("not reached", "Meanwhile")


def in_a_thread(caller, address, key):
    try:
        return caller.post(address, key=key).status_code
    finally:
        connections.close_all()


def test_who_only_looks_tests_nothing(committed_db):
    there = scenes.connected()
    looks = Caller(person("rolf", *LOOKS))
    assert looks.post(f"broker-connections/{there.pk}/test").status_code == 403
    assert Caller(None).post(f"broker-connections/{there.pk}/test").status_code == 401
    there.refresh_from_db()
    assert there.tested_at is None
    assert Caller(person("olga", *CONNECTS)).post("broker-connections/999/test").status_code == 404
