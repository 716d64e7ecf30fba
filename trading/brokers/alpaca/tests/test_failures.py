"""What Alpaca's ways of failing become: surely not done, refused, or nobody knows."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from threading import Event

import pytest

from tests.waiting import wait_until
from trading.brokers.alpaca import connect
from trading.brokers.alpaca.tests.server import Answer
from trading.brokers.base import Access, LoginRefused, NotSent, OutcomeUnknown, Refused, Throttled, WrongAccount
from trading.brokers.tests.contract import limited, wanted
from trading.brokers.tests.hurry import UNLIMITED, hurried


def told(status, words, code=None):
    return Answer(status, json.dumps({"message": words} | ({} if code is None else {"code": code})).encode())


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (told(403, "insufficient buying power", 40310000), Refused, "40310000"),
        (told(403, "account is not authorized to trade", 40310000), Refused, "40310000"),
        (told(403, "forbidden."), LoginRefused, "403"),
        (told(401, "unauthorized."), LoginRefused, "401"),
        (told(422, "qty must be > 0", 40010001), Refused, "40010001"),
        (told(400, "request body format is invalid", 40010000), Refused, "40010000"),
        (told(422, "client_order_id must be unique", 40010001), OutcomeUnknown, "duplicate"),
        (told(408, "timeout"), OutcomeUnknown, "408"),
        (told(500, "internal server error occurred", 50010000), OutcomeUnknown, "50010000"),
        (told(503, "service unavailable"), OutcomeUnknown, "503"),
        (told(504, "gateway timeout"), OutcomeUnknown, "504"),
        (told(418, "something new", 1), OutcomeUnknown, "1"),
        (Answer(403, b"<html>blocked</html>"), OutcomeUnknown, "403"),
        (Answer(502, b"<html>bad gateway</html>"), OutcomeUnknown, "502"),
        (Answer(422, b'["message"]'), OutcomeUnknown, "422"),
        (Answer(302, b"", Location="http://127.0.0.1:1/"), OutcomeUnknown, "line"),
        (Answer(200, b"<html>welcome</html>"), OutcomeUnknown, "answer"),
        (Answer(200, b""), OutcomeUnknown, "answer"),
        (Answer(200, b"[]"), OutcomeUnknown, "answer"),
        (Answer(200, b'{"id": "1", "client_order_id": "another"}'), OutcomeUnknown, "answer"),
        (told(429, "too many requests.", 42910000), Throttled, "429"),
    ],
)
def test_an_order_s_answer_is_no_no_unless_it_surely_is(scene, answer, kind, code):
    broker = scene.broker()
    broker.account()
    scene.server.says("POST", "/v2/orders", answer)
    with pytest.raises(kind) as failed:
        broker.submit(wanted(scene))
    assert (type(failed.value), failed.value.code) == (kind, code)
    assert str(failed.value)
    assert [seen for seen in scene.server.seen if seen[0] == "POST"] == [("POST", "/v2/orders")]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_question_that_fails_may_be_asked_again(scene, status):
    broker = scene.broker()
    scene.server.says("GET", "/v2/positions", told(status, "trouble"))
    with pytest.raises(NotSent):
        broker.positions()
    assert broker.positions() == []


def test_an_order_taken_though_its_answer_timed_out_is_found_and_not_sent_again(scene):
    broker, request, told_unknown = scene.broker(), limited(scene), Event()
    broker.account()

    def late(handler, proceed):
        answer = proceed()
        told_unknown.wait(UNLIMITED)
        handler.give(answer)

    scene.server.next("POST", "/v2/orders", late)
    with hurried(broker), pytest.raises(OutcomeUnknown):
        broker.submit(request)
    wait_until(lambda: scene.count_of(request.reference))
    told_unknown.set()
    found = scene.broker().order(request.reference)
    assert (found.reference, found.status.is_over) == (request.reference, False)
    assert scene.count_of(request.reference) == 1


def test_an_order_taken_by_a_gateway_that_says_504_is_found(scene):
    broker, request = scene.broker(), limited(scene)
    scene.server.says("POST", "/v2/orders", told(504, "gateway timeout"), after=True)
    with pytest.raises(OutcomeUnknown):
        broker.submit(request)
    assert broker.order(request.reference) is not None
    with pytest.raises(OutcomeUnknown) as again:
        broker.submit(request)
    assert (again.value.code, scene.count_of(request.reference)) == ("duplicate", 1)


def test_an_answer_that_trickles_ends_in_time(scene):
    broker = scene.broker()
    broker.account()
    long = Answer(200, b"[]".ljust(2_000))
    scene.server.next("GET", "/v2/positions", lambda handler, go: handler.give(long, seconds_a_byte=0.05))
    with hurried(broker, 0.5), pytest.raises(NotSent):
        broker.positions()


def test_who_was_told_to_wait_asks_nothing_until_then(scene):
    broker = scene.broker()
    soon = str(int(time.time()) + 30)
    scene.server.says("GET", "/v2/account", Answer(429, b"slow down", X_RateLimit_Reset=soon))
    with pytest.raises(Throttled) as first:
        broker.account()
    assert 25 < first.value.seconds <= 30
    asked = len(scene.server.seen)
    with pytest.raises(Throttled):
        broker.submit(wanted(scene))
    assert len(scene.server.seen) == asked


def test_only_alpaca_s_own_word_says_that_there_is_no_order(scene):
    broker = scene.broker()
    assert broker.order("F9999998") is None
    for answer in (told(404, "endpoint not found."), Answer(404, b"<html>not here</html>")):
        scene.server.says("GET", "/v2/orders:by_client_order_id", answer)
        with pytest.raises((Refused, NotSent)):
            broker.order("F9999998")


def test_a_cancel_whose_answer_is_lost_is_unknown_and_one_too_late_is_refused(scene):
    broker = scene.broker()
    sent = broker.submit(limited(scene))

    def lost(handler, proceed):
        proceed()
        handler.hang_up()

    scene.server.next("DELETE", "/v2/orders/", lost)
    with pytest.raises(OutcomeUnknown):
        broker.cancel(sent.id)
    with pytest.raises(Refused, match="canceled"):
        broker.cancel(sent.id)
    done = broker.submit(wanted(scene))
    with pytest.raises(Refused, match="filled"):
        broker.cancel(done.id)


def test_a_cancel_that_was_taken_and_cannot_be_looked_at_is_unknown(scene):
    broker = scene.broker()
    sent = broker.submit(limited(scene))
    scene.server.says("GET", f"/v2/orders/{sent.id}", told(500, "trouble"))
    with pytest.raises(OutcomeUnknown):
        broker.cancel(sent.id)


@pytest.mark.parametrize("number", ["../account", "a" * 36, "", "00000000-0000-0000-0000-00000000000G", "1?x=1"])
def test_what_is_no_order_s_number_is_never_part_of_an_address(scene, number):
    broker = scene.broker()
    asked = len(scene.server.seen)
    with pytest.raises(Refused):
        broker.cancel(number)
    assert len(scene.server.seen) == asked


def test_a_live_account_is_not_used_where_paper_was_asked_for(scene):
    scene.account.number = scene.login = "123456789"
    with pytest.raises(WrongAccount, match="is a live account"):
        scene.broker().account()
    assert scene.broker(environment="live").account().environment == "live"


@pytest.mark.parametrize(
    "changed",
    [
        {"environment": "demo"}, {"address": "http://api.example.test"}, {"address": "https://x.example.test/v2"},
        {"address": "https://api.alpaca.markets"}, {"options": {"feed": "all"}},
        {"options": {"data_address": "http://prices.example.test"}}, {"secrets": {}}, {"secrets": {"key_id": "PK"}},
        {"login": ""},
    ],
)  # fmt: skip
def test_what_cannot_be_an_access_is_refused_before_anything_is_asked(scene, changed):
    with pytest.raises(Refused):
        connect(replace(scene.access(), **changed))


def test_the_vendor_s_own_addresses_are_those_of_the_environment():
    secrets = {"key_id": "PKX", "secret_key": "never-shown"}
    for environment, host in (("paper", "paper-api.alpaca.markets"), ("live", "api.alpaca.markets")):
        broker = connect(Access(login="PA1", environment=environment, secrets=secrets))
        assert f"Line(https://{host}, PA1)" == repr(broker._line)
        assert "never-shown" not in repr(broker.__dict__)
