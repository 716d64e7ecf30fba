"""Every way in which Kite is said to fail, over real HTTP: what it means for a question, and what for an order."""

from __future__ import annotations

import time
from decimal import Decimal
from threading import Event

import pytest

from tests.waiting import wait_until
from trading.brokers.base import Access, LoginRefused, NotSent, OutcomeUnknown, Refused, Throttled
from trading.brokers.facts import Change
from trading.brokers.kite import connect, limits
from trading.brokers.kite.line import root_of
from trading.brokers.kite.tests.server import Answer
from trading.brokers.tests.contract import EVER, limited, wanted
from trading.brokers.tests.hurry import UNLIMITED, hurried

HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
TIMED_OUT = "Order request timed out. Please check the order book and confirm before placing again."


def says(status, kind, words="as scripted", *, after=False):
    """A script: this error, `after` the work is done or instead of it."""

    def script(handler, proceed):
        if after:
            proceed()
        handler.give(Answer.error(status, kind, words))

    return script


def gives(body, kind="application/json", status=200):
    return lambda handler, proceed: handler.give(Answer(status, body, kind))


CLASSES = [
    # HTTP, error_type, for a question, for an order
    (403, "TokenException", LoginRefused, LoginRefused),
    (403, "PermissionException", Refused, Refused),
    (400, "InputException", Refused, Refused),
    (500, "OrderException", Refused, Refused),
    (400, "MarginException", Refused, Refused),
    (400, "HoldingException", Refused, Refused),
    (403, "UserException", Refused, Refused),
    (503, "NetworkException", NotSent, OutcomeUnknown),
    (502, "DataException", NotSent, OutcomeUnknown),
    (500, "GeneralException", NotSent, OutcomeUnknown),
    (500, "NeverHeardOfException", NotSent, OutcomeUnknown),
    (500, "KiteException", NotSent, OutcomeUnknown),
    (400, "InventedException", Refused, OutcomeUnknown),
    (429, "NetworkException", Throttled, Throttled),
    (400, "log", Refused, OutcomeUnknown),  # a name the library has, and it is no class
]


@pytest.mark.parametrize(("status", "kind", "asked", "ordered"), CLASSES)
def test_each_class_of_error_says_what_may_be_done_next(scene, status, kind, asked, ordered):
    broker = scene.broker()
    broker.account()
    scene.server.next("GET", "/orders", says(status, kind, "in Kite's own words"))
    with pytest.raises(NotSent if asked is Throttled else asked) as question:
        broker.orders()
    assert type(question.value) is asked
    scene.server.next("POST", "/orders/", says(status, kind, "in Kite's own words"))
    with pytest.raises(ordered) as order:
        broker.submit(limited(scene))
    assert type(order.value) is ordered
    if kind != "log":
        assert "Kite's own words" in str(order.value)


ODD = [
    gives(HTML, "text/html", 502),
    gives(HTML, "text/html", 200),
    gives(b"", "", 200),
    gives(b"{}", "application/json"),
    gives(b"[]", "application/json"),
    gives(b"null", "application/json"),
    gives(b'{"status": "success", "data": ', "application/json"),
    gives(b'{"status": "success", "data": null}', "application/json"),
    gives(b'{"status": "success", "data": {"order_id": NaN}}', "application/json"),
    gives(b"[" * 100_000, "application/json"),
    gives(b'{"status": "error", "message": null, "error_type": 5}', "application/json", 500),
    lambda handler, proceed: handler.hang_up(),
    lambda handler, proceed: handler.hang_up(reset=True),
]


@pytest.mark.parametrize("script", ODD)
def test_what_makes_no_sense_is_no_answer_to_a_question_and_a_doubt_after_an_order(scene, script):
    broker = scene.broker()
    broker.account()
    scene.server.next("GET", "/user/margins", script)
    with pytest.raises(NotSent):
        broker.account()
    scene.server.next("POST", "/orders/", script)
    with pytest.raises(OutcomeUnknown) as told:
        broker.submit(limited(scene))
    assert "<html>" not in str(told.value)


@pytest.mark.parametrize(
    "script",
    [
        says(400, "InputException", TIMED_OUT, after=True),
        says(500, "OrderException", "Gateway Timeout", after=True),
        says(500, "OrderException", "No response from the OMS", after=True),
        says(503, "NetworkException", after=True),
        says(504, "GeneralException", after=True),
        lambda handler, proceed: (proceed(), handler.hang_up(reset=True)),
        lambda handler, proceed: (proceed(), handler.give(Answer(502, HTML, "text/html"))),
        lambda handler, proceed: (proceed(), handler.give(Answer.of({"no": "number"}))),
        lambda handler, proceed: (proceed(), handler.give(Answer.of({"order_id": {}}))),
    ],
)
def test_an_order_that_was_placed_though_the_answer_says_otherwise_is_found_by_its_tag(scene, script):
    broker, request = scene.broker(), limited(scene)
    scene.server.next("POST", "/orders/", script)
    with pytest.raises(OutcomeUnknown):
        broker.submit(request)
    assert scene.count_of(request.reference) == 1
    assert [path for method, path in scene.server.seen if method == "POST"] == ["/orders/regular"]
    found = scene.broker().order(request.reference)
    assert (found.reference, found.volume) == (request.reference, request.volume)


def trickles(handler, proceed):
    """An answer of 100 seconds, in which no wait for the next byte is long."""
    answer = proceed()
    handler.give(Answer(answer.status, answer.body.ljust(2_000), answer.kind), seconds_a_byte=0.05)


def test_an_answer_that_trickles_in_is_cut_at_the_time_limit(scene):
    broker, request = scene.broker(), limited(scene)
    for path, ask in (("/user/profile", broker.account), ("/trades", lambda: broker.fills(EVER))):
        broker.orders()
        scene.server.next("GET", path, trickles)
        with hurried(broker), pytest.raises(NotSent):
            ask()
    broker.orders()
    scene.server.next("POST", "/orders/", trickles)
    with hurried(broker), pytest.raises(OutcomeUnknown):
        broker.submit(request)
    wait_until(lambda: scene.count_of(request.reference))
    assert scene.broker().order(request.reference) is not None


def test_headers_that_trickle_in_are_cut_too(scene):
    broker = scene.broker()
    broker.orders()

    def slow(handler, proceed):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-One: of them\r\nX-More: ")
        for _ in range(2_000):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    scene.server.next("GET", "/orders", slow)
    with hurried(broker), pytest.raises(NotSent):
        broker.orders()


def test_silence_after_an_order_is_a_doubt_and_before_one_is_not(scene):
    broker, over = scene.broker(), Event()
    broker.orders()
    scene.server.next("GET", "/orders", lambda handler, proceed: over.wait(UNLIMITED))
    with hurried(broker, 0.6), pytest.raises(NotSent):
        broker.orders()
    broker.orders()
    scene.server.next("POST", "/orders/", lambda handler, proceed: (proceed(), over.wait(UNLIMITED)))
    with hurried(broker, 0.6), pytest.raises(OutcomeUnknown):
        broker.submit(limited(scene))
    over.set()


def test_the_day_s_token_ends_in_the_middle_of_the_day(scene):
    broker, request = scene.broker(), limited(scene)
    sent = broker.submit(request)
    scene.refuse_login()
    for ask in (
        broker.account, broker.orders, lambda: broker.submit(wanted(scene)), lambda: broker.cancel(sent.id),
        lambda: broker.quotes([scene.symbol]), lambda: broker.instruments([scene.symbol]),
    ):  # fmt: skip
        with pytest.raises(LoginRefused):
            ask()
    scene.server.tokens[scene.secret] = scene.login
    assert broker.order(request.reference).id == sent.id


def test_without_a_token_nobody_is_asked(scene):
    access = scene.access()
    for missing in ("access_token", "api_key"):
        secrets = {name: value for name, value in access.secrets.items() if name != missing}
        with pytest.raises(LoginRefused):
            connect(Access(login=access.login, address=access.address, secrets=secrets))
    assert scene.server.seen == []


def test_a_redirect_is_not_followed_so_that_no_order_goes_twice_or_elsewhere(scene):
    def elsewhere(handler, proceed):
        handler.send_response(307)
        handler.send_header("Location", "/orders/regular")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    request = limited(scene)
    scene.server.next("POST", "/orders/", elsewhere)
    with pytest.raises(OutcomeUnknown):
        scene.broker().submit(request)
    assert scene.count_of(request.reference) == 0
    assert sum(method == "POST" for method, _ in scene.server.seen) == 1


def test_nothing_in_library_or_line_sends_anything_again(scene):
    broker = scene.broker()
    for adapter in broker._line._kite.reqsession.adapters.values():
        assert adapter.max_retries.total == 0
    assert broker._line._kite.reqsession.trust_env is False
    for _ in range(3):
        scene.server.next("GET", "/orders", lambda handler, proceed: handler.hang_up())
    before = len(scene.server.seen)
    with pytest.raises(NotSent):
        broker.order("F0000001")
    assert [path for _, path in scene.server.seen[before:]] == ["/user/profile", "/orders"]


def test_cancels_and_changes_that_are_lost_are_a_doubt_too(scene):
    broker = scene.broker()
    sent = broker.submit(limited(scene))
    for method, change in (
        ("PUT", lambda: broker.replace(sent.id, Change(limit_price=Decimal(91)))),
        ("DELETE", lambda: broker.cancel(sent.id)),
    ):
        scene.server.next(method, "/orders/", lambda handler, proceed: (proceed(), handler.hang_up()))
        with pytest.raises(OutcomeUnknown):
            change()
    assert broker.orders() == []


def test_placed_and_then_not_shown_is_still_placed(scene):
    broker, request = scene.broker(), wanted(scene)
    broker.orders()
    scene.server.next("GET", "/orders/", says(503, "NetworkException"))
    sent = broker.submit(request)
    assert (sent.status, sent.volume, sent.reference) == ("received", request.volume, request.reference)
    assert broker.order(request.reference).id == sent.id


def test_another_order_s_history_is_not_taken_for_ours(scene):
    broker, request = scene.broker(), wanted(scene)
    first = broker.submit(limited(scene))
    scene.server.next("GET", "/orders/", lambda handler, proceed: handler.give(Answer.of(scene.client.steps[first.id])))
    sent = broker.submit(request)
    assert (sent.id != first.id, sent.status, sent.kind) == (True, "received", request.kind)


def test_a_server_of_ours_that_answers_as_another_client_in_the_day_is_noticed(scene, monkeypatch):
    broker = scene.broker()
    broker.account()
    scene.answer_for_another_account()
    now = time.monotonic()
    monkeypatch.setattr("trading.brokers.kite.adapter.time.monotonic", lambda: now + 61)
    with pytest.raises(NotSent, match="XX0000"):
        broker.orders()


@pytest.mark.parametrize(
    "address",
    [
        "http://api.kite.trade",
        "ftp://127.0.0.1",
        "https://",
        "https://api.kite.trade/v3",
        "api.kite.trade",
        "https://h?x",
    ],
)
def test_the_token_is_sent_to_no_address_that_shows_it(address):
    with pytest.raises(Refused):
        root_of(address)


def test_the_vendor_s_address_is_the_plain_one():
    assert root_of("") == "https://api.kite.trade"
    assert root_of("http://127.0.0.1:8000/") == "http://127.0.0.1:8000"
    assert limits.of("r", "l") is limits.of("r", "l")
