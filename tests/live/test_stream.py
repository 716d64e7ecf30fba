"""The stream itself: who hears what, and what happens to whoever comes back, reads slowly or is sent away."""

import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore

from accounts.services.suspend_user import suspend_user
from accounts.tests.people import a_client, member, staff
from conftest import own_copy
from fidus.lib import live
from fidus.stack.processes import wait_until
from tests.live.serving import SITE, Reader, session_of, stream


@pytest.fixture(scope="module")
def serving(django_db_setup, django_db_blocker, news_server, tmp_path_factory):
    """One stream for all tests, on a database of their own."""
    with own_copy(django_db_blocker), stream(tmp_path_factory.mktemp("stream"), news_server.url) as found:
        yield found


@pytest.fixture
def address(serving, told):
    return serving.address


@pytest.fixture
def somebody(serving):
    """One more of the staff."""
    return staff(email=f"{uuid4().hex}@example.test")


@pytest.fixture
def office(somebody):
    return session_of(somebody)


@pytest.fixture
def stack():
    with ExitStack() as found:
        yield found


@pytest.fixture
def listen(address, stack):
    """Opens a page that listens; all are closed in the end."""

    def listens(session: str, *channels: str, at: str = address, **headers: str) -> Reader:
        reader = Reader(at, session, *channels, **headers)
        stack.callback(reader.close)
        return reader

    return listens


def tell(channel: str, **data: object) -> None:
    live.publish(channel, data)
    assert live.flush(60)


def test_a_page_hears_what_it_listens_to_and_nothing_else(listen, office):
    reader = listen(office, "account:17", Origin=SITE)
    assert reader.status == 200
    reader.next("here")
    tell("account:18", n=1)
    tell("account:17", n=2)
    assert reader.news(1) == [{"channel": "account:17", "data": {"n": 2}}]
    headers = reader.answer.headers
    assert headers["Access-Control-Allow-Origin"] == SITE
    assert headers["Access-Control-Allow-Credentials"] == "true"
    assert (headers["Content-Type"], headers["Cache-Control"]) == (
        "text/event-stream; charset=utf-8",
        "no-store, private",
    )


def test_whoever_comes_back_hears_what_was_missed_once_and_in_order(listen, office):
    first = listen(office, "account:*")
    first.next("here")
    tell("account:1", n=1)
    place = first.next("news").id
    first.close()
    for number in range(2, 5):
        tell(f"account:{number}", n=number)
    again = listen(office, "account:*", Last_Event_ID=place)
    assert [one["data"]["n"] for one in again.news(3)] == [2, 3, 4]
    tell("account:5", n=5)
    assert [one["data"]["n"] for one in again.news(1)] == [5]


def test_whoever_was_away_too_long_is_told_so(listen, office, told):
    reader = listen(office, "account:*")
    reader.next("here")
    tell("account:1", n=1)
    place = reader.next("news").id
    for number in range(1_100):
        live.publish("account:1", {"n": number})
    assert live.flush(60)
    assert listen(office, "account:*", Last_Event_ID=place).next("missed").data == {"topic": "account"}
    told.flushall()
    assert listen(office, "account:*", Last_Event_ID=place).next("missed").data == {"topic": "account"}


@pytest.mark.parametrize("name", ["account:17", "account:*", "secret:1", "account"])
def test_a_client_hears_nothing_of_the_office(listen, name):
    session = session_of(member(a_client(), email=f"{uuid4().hex}@example.test"))
    assert listen(session, name).status == 403


def test_nobody_without_a_session_and_no_other_site_gets_in(listen, address, office):
    assert listen("", "account:1").status == 401
    assert listen("0" * 32, "account:1").status == 401
    assert listen("'; drop table", "account:1").status == 401
    for origin in ("https://evil.example", "null", f"{SITE}0", "http://127.0.0.1:8000.evil.example"):
        answer = listen(office, "account:1", Origin=origin)
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.answer.headers
    assert listen(office, "account:1", Sec_Fetch_Site="cross-site").status == 403
    assert listen(office, "account:1", Host="evil.example").status == 400
    assert listen(office).status == 400
    assert listen(office, "no channel").status == 400
    assert listen(office, "account:1", at=address.replace("/live", "/else")).status == 404


def test_a_login_without_its_second_factor_hears_nothing(listen, office):
    session = SessionStore(office)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    assert listen(office, "account:1").status == 401


def test_a_session_that_ends_ends_what_is_open_and_says_so(listen, somebody):
    reader = listen(session_of(somebody), "account:1")
    reader.next("here")
    suspend_user(somebody, reason="left their desk", by=None)
    assert reader.next("over").data == {}
    assert list(reader.events()) == []


def test_a_permission_that_is_taken_away_ends_what_is_open(listen, somebody):
    reader = listen(session_of(somebody), "account:1")
    reader.next("here")
    somebody.groups.clear()
    assert reader.next("over").data == {}


def test_silence_is_broken_by_heartbeats_that_know_the_place(listen, office):
    reader = listen(office, "account:1")
    reader.next("here")
    tell("account:2", n=1)
    place = next(event.id for event in reader.events() if event.name == "here" and event.id != "account=0-0")
    assert listen(office, "account:*", Last_Event_ID=place).next("here")


def test_whoever_does_not_read_is_dropped_and_nobody_else_notices(listen, serving, office, stack):
    place = urlsplit(serving.address)
    deaf = stack.enter_context(socket.socket())
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect((place.hostname, place.port))
    cookie = f"{django_settings.SESSION_COOKIE_NAME}={office}"
    deaf.sendall(f"GET /live?channel=account:* HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    awake = listen(office, "account:7")
    awake.next("here")
    server = _server(place.port)
    before = server.memory_info().rss
    for _ in range(30):
        for _ in range(100):
            live.publish("account:1", {"words": "x" * 3_900})
        assert live.flush(60)
    tell("account:7", n=1)
    assert awake.news(1)[0]["data"] == {"n": 1}
    assert wait_until(lambda: "did not keep up" in serving.log.read_text(), within=60, every=0.2)
    assert server.memory_info().rss - before < 64 * 2**20


def test_a_session_may_not_take_all_lines(listen, office):
    readers = [listen(office, "account:1") for _ in range(12)]
    assert {reader.status for reader in readers} == {200}
    refused = listen(office, "account:1")
    assert (refused.status, refused.answer.headers["Retry-After"]) == (503, "30")
    readers[0].close()
    # Who leaves makes room.
    assert wait_until(lambda: listen(office, "account:1").status == 200, within=60, every=0.2)


def test_many_listen_without_a_thread_each(listen, address):
    sessions = [session_of(staff(email=f"olga{number}@example.test")) for number in range(10)]
    readers = [listen(sessions[number % 10], f"account:{number}") for number in range(100)]
    for reader in readers:
        reader.next("here")
    server = _server(urlsplit(address).port)
    assert server.num_threads() < 20
    for number in range(100):
        live.publish(f"account:{number}", {"n": number})
    assert live.flush(60)
    assert [reader.news(1)[0]["data"]["n"] for reader in readers] == list(range(100))


def _server(port: int) -> psutil.Process:
    """The process that serves: the one with the lines, not the one that watches over it."""
    found = [one for one in psutil.Process().children(recursive=True) if _lines(one, port) > 0]
    return max(found, key=lambda one: _lines(one, port))


def _lines(process: psutil.Process, port: int) -> int:
    try:
        lines = process.net_connections("tcp")
    except psutil.Error:
        return 0
    return sum(1 for line in lines if line.status == psutil.CONN_ESTABLISHED and line.laddr.port == port)
