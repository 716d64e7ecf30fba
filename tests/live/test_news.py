"""Telling and hearing news, with a real Valkey."""

import os
import socket
import subprocess
import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice

import pytest

from fidus.lib import live, live_sender
from fidus.lib.live_wire import KEPT, stream_of, write_position
from fidus.stack.processes import wait_until
from fidus.stack.valkey import Valkey


def told_so_far(client, topic: str) -> list[bytes]:
    return [fields[b"d"] for _, fields in client.xrange(stream_of(topic))]


def heard(channels, after: str, count: int) -> list:
    return list(islice((one for one in live.subscribe(channels, after=after) if one is not None), count))


def test_what_is_published_is_heard_in_order_with_decimals_as_text(told):
    live.publish("account:17", {"equity": Decimal("1000.10"), "at": datetime(2026, 11, 22, tzinfo=UTC)})
    live.publish("account:17", {"equity": Decimal("1000.20")})
    assert live.flush(60)
    first, second = heard(["account:17"], "account=0-0", 2)
    assert first.data == {"equity": "1000.10", "at": "2026-11-22T00:00:00Z"}
    assert second.data == {"equity": "1000.20"}
    assert (first.channel, first.topic) == ("account:17", "account")


def test_whoever_hears_one_account_hears_no_other_and_a_star_hears_all(told):
    for name in ("account:1", "account:2", "quote:1"):
        live.publish(name, {"of": name})
    assert live.flush(60)
    assert [one.channel for one in heard(["account:2", "quote:*"], "account=0-0,quote=0-0", 2)] == [
        "account:2",
        "quote:1",
    ]
    assert [one.channel for one in heard(["account:*"], "account=0-0", 2)] == ["account:1", "account:2"]


def test_a_listener_begins_now_and_goes_on_where_it_had_stopped(told):
    live.publish("account:1", {"n": 1})
    assert live.flush(60)
    listening = live.subscribe(["account:1"])
    assert next(listening) is None  # a second without news; the first one was before its time
    live.publish("account:1", {"n": 2})
    one = next(one for one in listening if one)
    assert one.data == {"n": 2}
    live.publish("account:1", {"n": 3})
    assert live.flush(60)
    assert heard(["account:1"], write_position({"account": one.id}), 1)[0].data == {"n": 3}


def test_no_more_is_kept_than_was_said_and_who_was_away_too_long_is_told_so(told):
    live.publish("account:1", {"n": -1})
    assert live.flush(60)
    (place, _), *_ = told.xrange(stream_of("account"))
    # More than may wait would be dropped: in pieces.
    for piece in range(4):
        for number in range(3_000):
            live.publish("account:1", {"n": piece * 3_000 + number})
        assert live.flush(60)
    assert KEPT <= told.xlen(stream_of("account")) < KEPT + 200
    live.publish("account:1", {"n": "after"})
    answers = live.subscribe(["account:1"], after=write_position({"account": place.decode()}))
    assert next(answers) == live.Missed("account")


def test_a_wiped_server_is_noticed(told):
    live.publish("account:1", {"n": 1})
    assert live.flush(60)
    place = told.xrange(stream_of("account"))[0][0].decode()
    told.flushall()
    assert heard(["account:1"], write_position({"account": place}), 1) == [live.Missed("account")]


@pytest.mark.parametrize(
    ("channel", "data"),
    [
        ("no channel", {}),
        ("account:*", {}),
        ("account:1\nevil", {}),
        ("account:1", {"x": object()}),
        ("account:1", {"x": float("nan")}),
        ("account:1", {"x": "y" * 5_000}),
    ],
)
def test_what_cannot_be_told_is_logged_and_harms_nobody(told, caplog, channel, data):
    live.publish(channel, data)
    assert "Not told" in caplog.text
    assert not told.keys("fidus:live:*")


def test_a_server_that_is_away_costs_the_caller_nothing(settings, tmp_path):
    settings.LIVE_NEWS, settings.REDIS_URL = True, f"unix://{tmp_path / 'nobody.sock'}"
    began = time.monotonic()
    for number in range(1_000):
        live.publish("account:1", {"n": number})
    assert not live.flush(120)
    assert time.monotonic() - began < 60


def test_a_server_that_hangs_costs_the_caller_nothing(settings, monkeypatch):
    monkeypatch.setattr(live_sender, "ANSWERS_WITHIN", 120.0)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.LIVE_NEWS, settings.REDIS_URL = True, f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        began = time.monotonic()
        live.publish("account:1", {})
        assert time.monotonic() - began < 60


def test_a_server_that_comes_back_is_told_and_heard_again(settings, tmp_path):
    server = Valkey(tmp_path / "valkey")
    settings.LIVE_NEWS, settings.REDIS_URL = True, server.url
    server.socket.parent.mkdir(parents=True, exist_ok=True)
    found: list = []
    answers = live.subscribe(["account:1"])

    def listen():
        found.extend(islice((one for one in answers if one), 1))

    live.publish("account:1", {"n": "lost"})
    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    process = subprocess.Popen(server.command(), stdout=subprocess.DEVNULL)
    try:
        assert wait_until(server.answers, within=60)
        assert wait_until(lambda: live.publish("account:1", {"n": "told"}) or bool(found), within=60, every=0.2)
        assert found[0].data == {"n": "told"}
    finally:
        process.terminate()
        process.wait()


def test_a_child_of_a_process_that_tells_tells_as_well(told):
    live.publish("account:1", {"of": "parent"})
    assert live.flush(60)
    child = os.fork()
    if child == 0:
        live.publish("account:1", {"of": "child"})
        os._exit(0 if live.flush(60) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert told_so_far(told, "account") == [b'{"of":"parent"}', b'{"of":"child"}']


def test_news_of_a_transaction_are_told_once_it_has_committed(told, django_capture_on_commit_callbacks, db):
    with django_capture_on_commit_callbacks(execute=True):
        live.publish_on_commit("account:1", {"n": 1})
        assert live.flush(60)
        assert not told_so_far(told, "account")
    assert live.flush(60)
    assert told_so_far(told, "account") == [b'{"n":1}']


def test_without_news_nothing_is_told(told, settings):
    settings.LIVE_NEWS = False
    live.publish("account:1", {"n": 1})
    assert live.flush(60)
    assert not told_so_far(told, "account")


def test_no_channel_is_refused_when_hearing():
    with pytest.raises(ValueError, match="is no channel"):
        next(live.subscribe(["account 1"]))
