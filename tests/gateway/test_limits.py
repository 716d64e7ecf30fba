"""Limits are exact, at any width, over several processes; nobody talks their way past them."""

import http.client
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.test import Client as Browser

from accounts.gateway import limiter, usage
from accounts.gateway.domain.addresses import neighbourhood, real_address
from accounts.gateway.domain.limits import CLIENT, EXPENSIVE, GUEST, STAFF, TOKENS, Limit, Verdict, policy_of, state_of
from accounts.gateway.limiter import hit
from accounts.gateway.tests.callers import Caller, a_token
from accounts.tests.people import a_client, member, staff
from fidus.stack.valkey import Valkey
from tests.gateway.servers import site, valkey

WIDTH = 64


@pytest.fixture
def counted(settings, tmp_path, monkeypatch) -> Iterator[None]:
    """Calls are counted in a Valkey of the test's own."""
    monkeypatch.setattr(limiter, "_away_until", 0.0)
    # A machine that pauses is not a server that is away.
    monkeypatch.setattr(limiter, "ANSWERS_WITHIN", 30.0)
    limiter._valkey.cache_clear()
    with valkey(tmp_path / "valkey") as server:
        settings.REDIS_URL, settings.RATE_LIMITED = server.url, True
        yield
    limiter._valkey.cache_clear()
    limiter._alone.storage.reset()


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "real"),
    [
        ("203.0.113.9", "198.51.100.1", 0, "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", 1, "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "unknown", 1, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:4711", 1, "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::1]:4711", 1, "2001:db8::1"),
        ("::ffff:203.0.113.9", "", 0, "203.0.113.9"),
        ("", "1.1.1.1", 0, ""),
    ],
)
def test_an_address_is_as_far_back_as_proxies_are_ours(peer, forwarded, trusted, real):
    assert real_address(peer, forwarded, trusted) == real


def test_a_household_counts_as_one_visitor():
    assert neighbourhood("2001:db8:1:2:3:4:5:6") == neighbourhood("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert neighbourhood("203.0.113.9") != neighbourhood("203.0.113.10")
    assert neighbourhood("") == "unknown"


def test_headers_say_it_as_the_draft_does():
    verdicts = [Verdict(STAFF, True, 299, 59.2), Verdict(EXPENSIVE, False, 0, 0.0)]
    assert policy_of(verdicts) == '"staff";q=300;w=60, "expensive";q=10;w=60'
    assert state_of(verdicts) == '"staff";r=299;t=60, "expensive";r=0;t=1'


def test_every_answer_tells_how_many_calls_are_left(db, counted):
    office = Caller(staff())
    for remaining, address in ((299, "clients"), (298, "clients/none"), (297, "clients?limit=0")):
        answer = office.browser.get(f"/api/v1/{address}")
        assert answer["RateLimit-Policy"] == '"staff";q=300;w=60'
        assert answer["RateLimit"].startswith(f'"staff";r={remaining};t=')
    visitor = Browser().get("/api/v1/clients")
    assert (visitor.status_code, visitor["RateLimit-Policy"]) == (401, '"guest";q=100;w=60')
    assert "RateLimit" not in Browser().get("/api/health")


def test_all_tokens_and_sessions_of_a_person_count_together(db, counted):
    person = member(a_client())
    callers = [Caller(person), Caller(person, scope="clients:read"), Caller(person, scope="clients:read")]
    answers = [callers[place % 3].get("clients").status_code for place in range(153)]
    assert Counter(answers) == {200: 150, 429: 3}
    last = callers[0].get("clients")
    assert (last["Content-Type"], last.json()["type"]) == ("application/problem+json", "/api/problems/rate-limited")
    assert 1 <= int(last["Retry-After"]) <= 60
    assert last["RateLimit"].startswith('"client";r=0;t=')


def test_whoever_tries_tokens_out_is_a_visitor(db, counted):
    answers = Counter(
        Browser().get("/api/v1/clients", headers={"Authorization": f"Bearer {place}"}).status_code
        for place in range(103)
    )
    assert answers == {401: 100, 429: 3}


def test_a_forged_header_makes_nobody_somebody_else(db, counted, settings):
    for proxies, address in ((0, ""), (1, ", 198.51.100.7")):
        settings.PROXY_COUNT = proxies
        answers = Counter(
            Browser().get("/api/v1/clients", headers={"X-Forwarded-For": f"203.0.113.{place}{address}"}).status_code
            for place in range(102)
        )
        assert answers == {401: 100, 429: 2}


def test_the_token_endpoint_has_its_own_limit(db, counted):
    answers = [
        Browser().post("/oauth/token", "grant_type=x", content_type="application/x-www-form-urlencoded")
        for _ in range(TOKENS.amount + 1)
    ]
    assert Counter(answer.status_code for answer in answers) == {400: TOKENS.amount, 429: 1}
    assert answers[-1].json()["error"] == "temporarily_unavailable"
    assert "Retry-After" in answers[-1]


def test_a_window_moves_and_does_not_begin_anew(counted):
    limit, began = Limit("short", 4, 1), time.time()
    taken = []
    while len(taken) < 16:
        asked = time.time()
        if hit(limit, "somebody").allowed:
            taken.append((asked, time.time()))
        else:
            assert taken[-limit.amount][1] > asked - limit.seconds - 0.01, "refused though one less was taken"
        time.sleep(0.01)
    # Valkey counted at some instant between the question and the answer, and this machine may pause in either half.
    assert all(answered - asked >= 0.99 for (asked, _), (_, answered) in zip(taken, taken[4:], strict=False))
    assert time.time() - began < 30


def test_while_valkey_is_away_each_process_takes_its_part_and_never_more(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(limiter, "_away_until", 0.0)
    monkeypatch.setattr(limiter, "ASKED_AGAIN_AFTER", 600.0)
    limiter._alone.storage.reset()
    with ExitStack() as stack:
        server = stack.enter_context(valkey(tmp_path / "valkey"))
        settings.REDIS_URL, settings.WEB_PROCESSES = server.url, 2
        assert hit(GUEST, "somebody").remaining == 99
        stack.close()
        with ThreadPoolExecutor(WIDTH) as pool:
            verdicts = list(pool.map(lambda _: hit(GUEST, "somebody"), range(130)))
    assert sum(verdict.allowed for verdict in verdicts) == 50
    assert {verdict.limit for verdict in verdicts} == {GUEST}
    assert limiter.is_away()
    monkeypatch.setattr(limiter, "_away_until", 0.0)
    with valkey(tmp_path / "valkey"):
        assert hit(GUEST, "somebody else").remaining == 99
        assert not limiter.is_away()
    limiter._valkey.cache_clear()
    limiter._alone.storage.reset()


def test_what_was_taken_and_refused_is_known_by_the_hour(db, counted):
    person = member(a_client())
    caller = Caller(person, scope="clients:read")
    for _ in range(152):
        caller.get("clients")
    (hour,) = usage.hours(1)
    assert (hour.taken, hour.refused) == ({"client": 150}, {"client": 2})
    assert usage.callers() == [("client", f"user:{person.pk}", 152)]


def test_counting_asks_the_database_nothing(db, counted, settings, django_assert_num_queries):
    caller = Caller(staff(), scope="clients:read")
    settings.RATE_LIMITED = False
    with django_assert_num_queries(3):
        caller.get("clients")
    settings.RATE_LIMITED = True
    with django_assert_num_queries(3):
        caller.get("clients")


def test_floods_64_wide_over_real_processes_are_taken_exactly(committed_db, tmp_path):
    people = {STAFF: a_token(staff(), "clients:read"), CLIENT: a_token(member(a_client()), "clients:read"), GUEST: ""}
    with valkey(tmp_path / "valkey") as server, site(tmp_path, server.url) as address:
        for limit, token in people.items():
            answers = one_that_counts(limit, partial(flood, address, token), server, tmp_path / "web.log")
            refused = answers.pop(429)
            assert (sum(answers.values()), refused) == (limit.amount, WIDTH), (limit, answers)


def one_that_counts(limit: Limit, calls: Callable[[int], Counter[int]], server: Valkey, log: Path) -> Counter[int]:
    """Again where this machine stood still for so long that the window moved, or that Valkey was thought to be away."""
    for _ in range(3):
        redis.Redis.from_url(server.url).flushall()
        began, said = time.monotonic(), log.stat().st_size
        answers = calls(limit.amount + WIDTH)
        if time.monotonic() - began < limit.seconds and "Valkey is away" not in log.read_text()[said:]:
            return answers
        time.sleep(limiter.ASKED_AGAIN_AFTER)
    raise AssertionError("too slow to say anything")


def flood(address: str, token: str, calls: int) -> Counter[int]:
    """The answers to `calls`, WIDTH at a time, each under another forged address."""
    host, tickets = urlsplit(address).netloc, count()

    def call(_: int) -> list[int]:
        connection, seen = http.client.HTTPConnection(host, timeout=60), []
        while next(tickets) < calls:
            headers = {"X-Forwarded-For": f"198.51.100.{random.randrange(256)}"}
            if token:
                headers["Authorization"] = f"Bearer {token}"
            connection.request("GET", "/api/v1/clients?limit=1", headers=headers)
            answer = connection.getresponse()
            answer.read()
            seen.append(answer.status)
        connection.close()
        return seen

    with ThreadPoolExecutor(WIDTH) as pool:
        return Counter(status for seen in pool.map(call, range(WIDTH)) for status in seen)
