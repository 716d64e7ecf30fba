"""What becomes of a call to receivers that are slow, wrong, or somewhere inside."""

import socket
import ssl
import time
from threading import Event
from types import SimpleNamespace

import pytest

from accounts.hooks import post as posting
from accounts.hooks.post import post
from accounts.hooks.tests.receivers import (
    a_certificate,
    a_deaf_port,
    a_receiver,
    letter_by_letter,
    once,
    with_status,
    without_end,
)
from tests.waiting import wait_until

BODY = b"{}"


@pytest.fixture(autouse=True)
def no_transaction(monkeypatch, settings):
    """These tests open no database."""
    monkeypatch.setattr(posting.transaction, "get_connection", lambda: type("None", (), {"in_atomic_block": False}))
    settings.HOOKS_TO_LOOPBACK = True
    posting._trusted.cache_clear()
    yield
    posting._trusted.cache_clear()


def test_of_an_answer_only_the_beginning_is_kept():
    with a_receiver() as receiver:
        receiver.answers += [with_status(200, b"<p>\x00thanks " + b"x" * 5000), without_end]
        kept = post(receiver.url, BODY, {})
        endless = post(receiver.url, BODY, {})
    assert (kept.status, kept.beginning[:10], len(kept.beginning)) == (200, "<p>thanks ", 500)
    assert (endless.status, len(endless.beginning)) == (200, 500)


@pytest.mark.parametrize("slow", [once, letter_by_letter])
def test_nobody_is_waited_for_longer_than_the_limit(monkeypatch, slow):
    monkeypatch.setattr(posting, "ALL_SECONDS", 1)
    given_up = Event()
    with a_receiver() as receiver:
        receiver.answers.append(slow(given_up))
        answer = post(receiver.url, BODY, {})
        # The receiver is still at it.
        wait_until(lambda: receiver.inside == 1)
        given_up.set()
    assert (answer.status, answer.error) == (None, "it took longer than 1 seconds")


def test_a_machine_that_paused_until_the_time_was_up_calls_nobody(monkeypatch):
    monkeypatch.setattr(posting, "ALL_SECONDS", 1)
    reached, now = posting._reached, time.monotonic

    def after_a_pause(*given):
        line = reached(*given)
        monkeypatch.setattr(posting, "time", SimpleNamespace(monotonic=lambda: now() + 60))
        return line

    monkeypatch.setattr(posting, "_reached", after_a_pause)
    with a_receiver() as receiver:
        answer = post(receiver.url, BODY, {})
    assert (answer.status, answer.error, receiver.heard) == (None, "it took longer than 1 seconds", [])


def test_who_takes_the_connection_and_says_nothing_costs_the_time_to_connect_over_https(monkeypatch):
    monkeypatch.setattr(posting, "CONNECT_SECONDS", 0.4)
    with a_deaf_port() as port:
        answer = post(f"https://localhost:{port}/", BODY, {})
    assert answer.error == "no connection within 0 seconds"


def test_a_port_where_nobody_listens_is_said_to_be_one():
    with a_deaf_port() as port:
        pass
    assert post(f"http://localhost:{port}/", BODY, {}).error == "it refused the connection"


def test_what_is_no_http_is_said_to_be_none():
    with a_receiver() as receiver:
        receiver.answers.append(lambda handler: handler.wfile.write(b"EHLO mail.example\r\n\r\n"))
        assert post(receiver.url, BODY, {}).error == "it answered something that is no HTTP"


def secured(file) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_https_is_spoken_with_the_name_that_was_asked_for_and_believed_only_with_a_good_certificate(
    tmp_path, monkeypatch
):
    good, other = a_certificate(tmp_path), a_certificate(tmp_path, "other.example")
    with a_receiver(secured(good)) as receiver:
        assert post(receiver.url, BODY, {}).error.startswith("its certificate is not good")
        posting._trusted.cache_clear()
        monkeypatch.setenv("SSL_CERT_FILE", str(good))
        assert post(receiver.url, BODY, {}).status == 204
        assert receiver.heard[0].headers["host"] == f"localhost:{receiver.port}"
    posting._trusted.cache_clear()
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with a_receiver(secured(other)) as receiver:
        assert post(receiver.url, BODY, {}).error.startswith("its certificate is not good")
        assert receiver.heard == []


@pytest.mark.parametrize(
    "inside",
    ["127.0.0.1", "10.0.0.7", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::a00:1"],
)
def test_a_name_that_leads_inside_is_not_called(monkeypatch, inside):
    """Also where only one of its addresses does; and by whatever it means at the moment of the call."""
    opened = []
    monkeypatch.setattr(socket, "create_connection", lambda *given, **named: opened.append(given))
    for found in ([inside], ["93.184.216.34", inside]):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *given, found=found, **named: _places(found))
        answer = post("https://receiver.example/hear", BODY, {})
        assert (answer.status, answer.error) == (None, "its name leads to a network that is not public")
    assert opened == []


def test_the_connection_goes_to_the_address_that_was_judged_though_the_name_means_another_by_then(monkeypatch):
    asked, opened = [], []

    def rebinding(host, *given, **named):
        asked.append(host)
        return _places(["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"])

    def connect(address, **named):
        opened.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert post("https://receiver.example/hear", BODY, {}).error == "it refused the connection"
    assert (asked, opened) == (["receiver.example"], [("93.184.216.34", 443)])


def test_outside_of_a_demo_this_machine_is_not_called_either(settings):
    settings.HOOKS_TO_LOOPBACK = False
    with a_receiver() as receiver:
        assert post(receiver.url, BODY, {}).error == "this address is not called: begin with https://"
        assert receiver.heard == []


def test_a_look_up_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(posting, "LOOK_UP_SECONDS", 0.2)
    given_up, found = Event(), []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **named: found.append(given_up.wait(60)))
    try:
        assert post("https://receiver.example/", BODY, {}).error == "no machine of this name was found"
        assert found == []
    finally:
        given_up.set()


def _places(addresses: list[str]) -> list[tuple]:
    return [(0, socket.SOCK_STREAM, 0, "", (address, 443)) for address in addresses]
