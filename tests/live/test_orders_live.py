"""News of orders over the real stream: each hears what is theirs, and whoever does not read slows nobody."""

import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from accounts.tests.people import staff
from conftest import own_copy
from fidus.lib import live
from tests.live.serving import SITE, Reader, session_of, stream
from trading.desk.tests.scenes import a_signal
from trading.signals.tests.scenes import a_developer, a_strategy

# Seconds. Whoever waited for a reader or for Valkey would wait for their limits, a second and more; the machine pauses.
A_PUBLISH, HALF_OF_THEM = 0.25, 0.005
NEWS = 3_000


@pytest.fixture(scope="module")
def serving(django_db_setup, django_db_blocker, news_server, tmp_path_factory):
    with own_copy(django_db_blocker), stream(tmp_path_factory.mktemp("orders"), news_server.url) as found:
        yield found


@pytest.fixture
def listen(serving, told):
    with ExitStack() as stack:

        def listens(session: str, *channels: str) -> Reader:
            reader = Reader(serving.address, session, *channels, Origin=SITE)
            stack.callback(reader.close)
            return reader

        yield listens


def tell(channel: str, **data: object) -> None:
    live.publish(channel, data)
    assert live.flush(60)


def test_a_developer_hears_of_their_own_signal_and_is_refused_what_is_not_theirs(listen):
    developer = a_developer(f"{uuid4().hex}@example.test")
    own, others = a_signal(a_strategy(developer)), a_signal(a_strategy())
    session = session_of(developer)
    reader = listen(session, f"signal:{own.pk}")
    reader.next("here")
    tell(f"signal:{others.pk}", state="filled")
    tell(f"signal:{own.pk}", state="accepted")
    assert reader.news(1) == [{"channel": f"signal:{own.pk}", "data": {"state": "accepted"}}]
    for channel in (f"signal:{others.pk}", "signal:*", "orders:1", "orders:*"):
        assert listen(session, channel).status == 403, channel
    trader = listen(session_of(staff("trader", f"{uuid4().hex}@example.test")), "orders:*", f"signal:{others.pk}")
    assert trader.status == 200


def test_telling_of_orders_stays_quick_while_a_reader_never_reads(listen, serving):
    session = session_of(staff("trader", f"{uuid4().hex}@example.test"))
    place = urlsplit(serving.address)
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect((place.hostname, place.port))
        cookie = f"{django_settings.SESSION_COOKIE_NAME}={session}"
        deaf.sendall(f"GET /live?channel=orders:* HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        awake = listen(session, "orders:7")
        awake.next("here")
        took = []
        for number in range(NEWS):
            began = time.perf_counter()
            live.publish("orders:1", {"order": f"A{number}", "words": "x" * 3_000})
            took.append(time.perf_counter() - began)
            if number % 500 == 499:
                assert live.flush(60)
        took.sort()
        # The slowest few are the machine's, which does other things besides.
        assert took[int(NEWS * 0.99)] < A_PUBLISH, took[-30:]
        assert took[NEWS // 2] < HALF_OF_THEM
        tell("orders:7", order="B1")
        assert awake.news(1) == [{"channel": "orders:7", "data": {"order": "B1"}}]
