"""The webhook's answers, and what each leaves behind."""

import json

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.gateway.domain.limits import Verdict
from trading.signals.domain.doors import TRADINGVIEW
from trading.signals.models import RawSignal, Signal
from trading.signals.services.close_door import close_door
from trading.signals.services.move_strategy import move_strategy
from trading.signals.tests.scenes import a_door, a_strategy

BUY = "BUY EURUSD SL 1.07 TP 1.10"
pytestmark = pytest.mark.usefixtures("db")


def post(secret, body=BUY, content_type="text/plain", **more):
    return Client(enforce_csrf_checks=True).post(f"/signals/{secret}", body, content_type=content_type, **more)


def test_a_signal_is_taken_once():
    secret = a_door().secret
    first, again = post(secret), post(secret)
    assert (first.status_code, again.status_code) == (202, 200)
    assert (first.json()["outcome"], again.json()["outcome"]) == ("taken", "duplicate")
    assert first.json()["signal_id"] == again.json()["signal_id"] == Signal.objects.get().signal_id
    assert "set-cookie" not in {name.lower() for name in first.headers}
    assert first["Cache-Control"] == "no-store"


def test_tradingviews_json_is_taken_as_it_comes():
    body = json.dumps({"ticker": "EURUSD", "strategy": {"order": {"action": "buy"}}, "action": "buy"})
    assert post(a_door().secret, body, "application/json; charset=utf-8").status_code == 202


def test_what_is_refused_is_kept_and_answered_with_the_reason():
    answer = post(a_door().secret, '{"version": 1, "kind": "entry", "symbol": "EURUSD", "side": "up"}')
    assert (answer.status_code, answer.json()["pointer"]) == (422, "/side")
    assert "none of: buy, sell" in answer.json()["reason"]
    assert RawSignal.objects.get().outcome == "refused"


def test_a_wrong_or_closed_address_leaves_nothing():
    opened = a_door()
    close_door(door=opened.door, reason="lost", by=None)
    for secret in ("wrong", opened.secret, opened.door.digest, "\u0435" * 40, "a" * 5000):
        assert post(secret).status_code == 404
    assert not RawSignal.objects.exists()


def test_the_secret_is_kept_as_a_keyed_hash_alone():
    opened = a_door()
    assert opened.secret not in str(vars(opened.door))
    assert len(opened.secret) == 40


@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "patch"])
def test_only_post_is_a_message(method):
    answer = getattr(Client(), method)(f"/signals/{a_door().secret}")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_types_and_sizes_that_are_not_taken():
    secret = a_door().secret
    assert post(secret, BUY, "application/xml").status_code == 415
    assert post(secret, BUY, "text/plain; charset=utf-16").status_code == 415
    assert post(secret, "x" * (64 * 1024 + 1)).status_code == 413
    assert not RawSignal.objects.exists()


def test_other_addresses_than_the_doors_are_refused_and_told_to_the_developer():
    secret = a_door(allowed=TRADINGVIEW).secret
    answer = post(secret, REMOTE_ADDR="192.0.2.7")
    assert (answer.status_code, "192.0.2.7" in answer.json()["reason"]) == (403, True)
    assert post(secret, REMOTE_ADDR="52.89.214.238").status_code == 202
    assert [message.outcome for message in RawSignal.objects.order_by("pk")] == ["refused", "taken"]


def test_an_address_that_a_caller_writes_themselves_is_not_believed(settings):
    settings.PROXY_COUNT = 1
    secret = a_door(allowed=TRADINGVIEW).secret
    heard = {"HTTP_X_FORWARDED_FOR": "52.89.214.238, 192.0.2.7", "REMOTE_ADDR": "10.0.0.1"}
    assert post(secret, **heard).status_code == 403
    assert post(secret, **{**heard, "HTTP_X_FORWARDED_FOR": "192.0.2.7, 52.89.214.238"}).status_code == 202


def test_one_message_too_many_is_told_when_to_come_again(settings, monkeypatch):
    settings.RATE_LIMITED = True
    counted = []

    def too_many(limit, caller):
        counted.append((limit.name, limit.amount, caller))
        return None if len(counted) < 2 else Verdict(limit, False, 0, 7.2)

    monkeypatch.setattr("trading.signals.views.take_webhook.too_many", too_many)
    opened = a_door(calls_a_minute=5)
    answers = [post(opened.secret), post(opened.secret), post("wrong")]
    assert [answer.status_code for answer in answers] == [202, 429, 429]
    assert answers[1]["Retry-After"] == "8"
    assert counted[0] == ("door", 5, f"door:{opened.door.pk}")
    assert counted[2][0] == "guest"


def test_over_plain_http_it_is_refused_not_sent_on(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert post(a_door().secret).status_code == 403
    assert not RawSignal.objects.exists()


def test_a_draft_says_so():
    answer = post(a_door(a_strategy(active=False)).secret)
    assert (answer.status_code, "draft" in answer.json()["reason"]) == (422, True)


def test_a_retired_strategys_address_is_gone():
    opened = a_door()
    move_strategy(strategy=opened.door.strategy, action="retire", by=None)
    assert post(opened.secret).status_code == 404


def test_an_answer_costs_few_questions(django_assert_max_num_queries):
    secret = a_door().secret
    with django_assert_max_num_queries(8) as asked:
        post(secret)
    assert isinstance(asked, CaptureQueriesContext)


def test_the_secret_stands_in_no_log(caplog):
    secret = a_door().secret
    post(secret, "nonsense")
    assert any("Unprocessable" in record.message for record in caplog.records)
    from fidus.lib.log_lines import OneLine

    assert all(secret not in OneLine("%(message)s").format(record) for record in caplog.records)


_hostile = st.one_of(
    st.binary(max_size=80),
    st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=40).map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.sampled_from([
        b"[" * 60_000, b'{"a":' * 9_000, b"\xef\xbb\xbf" + BUY.encode() + b"!",
        b'{"ticker":"EURUSD","action":"buy","sl":NaN}',
        b'{"ticker":"EURUSD","action":"buy","sl":1e400}', b"BUY EURUSD SL 1" + b"0" * 400,
        b'{"ticker":"\\ud800","action":"buy"}',
        "BUY \u0415URUSD".encode(), b"BUY EURUSD SL -1", b"BUY EURUSD BAR 0001-01-01T00:00:00Z",
        b"BUY EURUSD UNTIL 9999-12-31T23:59:59Z",
        b'{"version":1,"kind":"entry","legs":[{"symbol":"A","side":"buy","ratio":-1},{"symbol":"B","side":"buy"}]}',
        b'{"version":1,"kind":"entry","symbol":"A","side":"buy","signal_id":1e99,"bar_at":-1e30}',
        b"BUY EURUSD\0", b"x" * 65_536,
    ]),
)  # fmt: skip


def test_whatever_is_posted_is_kept_with_words_and_never_an_error_of_ours():
    opened = a_door()

    @given(_hostile, st.sampled_from(["text/plain", "application/json", "application/json; charset=UTF-8"]))
    @hypothesis_settings(max_examples=120, deadline=None)
    def tried(body, content_type):
        before = RawSignal.objects.count()
        # The client's own `post` would encode the bytes anew.
        answer = Client().generic("POST", f"/signals/{opened.secret}", body, content_type=content_type)
        assert answer.status_code in {200, 202, 422}
        assert RawSignal.objects.count() == before + 1
        if answer.status_code == 422:
            message = RawSignal.objects.latest("pk")
            assert message.reason == answer.json()["reason"] != ""
            assert bytes(message.body) == body

    tried()
