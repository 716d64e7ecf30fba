"""Guessing is counted before a password is hashed, exactly, and never against whom it is aimed at."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client as Browser

from accounts.login.domain import tries
from accounts.login.domain.tries import Limit, network_of, password_counters
from accounts.login.errors import TooManyTries
from accounts.login.models import TryCounter
from accounts.login.services.count_try import count_try, forget_old_tries, take_back_try
from accounts.login.tests.scenes import sent
from accounts.tests.people import PASSWORD, a_client, member
from accounts.trail.api import events_about

STRANGER, OWNER = {"REMOTE_ADDR": "192.0.2.66"}, {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def hashed(monkeypatch):
    """Every password that reaches the hasher."""
    reached = []
    verify = MD5PasswordHasher.verify

    def noted(self, password, encoded):
        reached.append(password)
        return verify(self, password, encoded)

    monkeypatch.setattr(MD5PasswordHasher, "verify", noted)
    return reached


def test_of_64_wrong_passwords_at_once_exactly_five_are_hashed(committed_db, hashed):
    ada = member()
    start = Barrier(64)

    def guess(number: int) -> str:
        browser = Browser(**STRANGER)
        try:
            start.wait()
            return sent(browser, ada.email, f"guess number {number}").content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(64) as pool:
        pages = list(pool.map(guess, range(64)))
    assert len(hashed) == 5
    assert sum("Too many tries" in page for page in pages) == 59


def test_without_the_count_in_one_statement_more_would_have_come_through(committed_db):
    """The control: reading and writing in two steps lets a race through, so the test above can fail."""
    start, all_have_read, let = Barrier(16), Barrier(16), []

    def careless(_: int) -> None:
        try:
            start.wait()
            row = TryCounter.objects.filter(key="k").first()
            counted = row.tries if row else 0
            all_have_read.wait(60)
            if counted < 5:
                let.append(1)
            TryCounter.objects.update_or_create(
                key="k", defaults={"tries": counted + 1, "until": "2100-01-01T00:00:00Z"}
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(careless, range(16)))
    assert len(let) == 16


def test_a_stranger_who_hammers_an_account_keeps_its_owner_out_of_nothing(db, monkeypatch):
    monkeypatch.setattr(tries, "ACCOUNT", Limit(20, 3600))
    ada = member(a_client())
    known = Browser(**OWNER)
    assert sent(known, ada.email).status_code == 302
    known.post("/accounts/logout/")
    for number in range(30):
        sent(Browser(REMOTE_ADDR=f"192.0.2.{number % 6}"), ada.email, f"guess number {number}")
    # From a known browser, though behind one of the very addresses that hammer.
    known.defaults["REMOTE_ADDR"] = "192.0.2.1"
    assert sent(known, ada.email, "my old password").status_code == 200
    assert sent(known, ada.email).status_code == 302


def test_many_networks_together_are_slowed_down_too(db, hashed, monkeypatch):
    monkeypatch.setattr(tries, "ACCOUNT", Limit(12, 3600))
    ada = member()
    for number in range(20):
        sent(Browser(REMOTE_ADDR=f"198.18.{number}.1"), ada.email, f"guess number {number}")
    assert len(hashed) == 12


def test_a_stolen_browser_guesses_ten_times_and_not_more(db, hashed):
    ada = member(a_client())
    known = Browser(**OWNER)
    sent(known, ada.email)
    known.post("/accounts/logout/")
    hashed.clear()
    for number in range(15):
        page = sent(known, ada.email, f"guess number {number}")
    assert len(hashed) == 10
    assert b"Too many tries" in page.content


def test_a_browser_is_known_for_the_logins_it_was_used_for_and_no_other(db, hashed):
    ada, bruno = member(a_client()), member(email="carla@example.test")
    known = Browser(**OWNER)
    sent(known, ada.email)
    known.post("/accounts/logout/")
    hashed.clear()
    for number in range(8):
        sent(known, bruno.email, f"guess number {number}")
    assert len(hashed) == 5


def test_signing_in_is_no_try_that_counts(db):
    ada = member(a_client())
    for _ in range(12):
        assert sent(Browser(**OWNER), ada.email).status_code == 302


def test_the_answer_is_the_same_whether_or_not_there_is_such_a_login(db):
    ada = member()

    def shown(email: str) -> str:
        return sent(Browser(**STRANGER), email, "a wrong password").content.decode().replace(email, "")

    def without_token(page: str) -> str:
        return "\n".join(line for line in page.splitlines() if "csrf" not in line and "nonce" not in line)

    assert without_token(shown(ada.email)) == without_token(shown("nobody@example.test"))


def test_unknown_logins_cost_a_hash_as_well(db, monkeypatch):
    made = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *args: made.append(1) or encode(self, *args))
    sent(Browser(**STRANGER), "nobody@example.test", "a wrong password")
    unknown = len(made)
    made.clear()
    member_of = member()
    made.clear()
    sent(Browser(**STRANGER), member_of.email, "a wrong password")
    assert unknown == len(made) == 1


def test_a_window_that_is_over_begins_anew(db):
    limit = Limit(2, 60)
    assert count_try([("a", limit)]) == ["a"]
    count_try([("a", limit)])
    with pytest.raises(TooManyTries) as refused:
        count_try([("a", limit)])
    assert 0 < refused.value.seconds <= 60
    TryCounter.objects.update(until="2000-01-01T00:00:00Z")
    count_try([("a", limit)])
    assert TryCounter.objects.get().tries == 1
    take_back_try(["a"])
    assert TryCounter.objects.get().tries == 0
    TryCounter.objects.update(until="2000-01-01T00:00:00Z")
    assert forget_old_tries() == 1


def test_a_subscriber_of_ipv6_is_one_network():
    assert network_of("2001:db8:1:2:aaaa::1") == network_of("2001:db8:1:2:bbbb::9") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")
    keys = {key for key, _ in password_counters(account="a@example.test", address="nonsense", device=None)}
    assert all(len(key) == 64 for key in keys)


def test_a_forged_header_is_no_other_network(db, hashed):
    ada = member()
    for number in range(10):
        sent(Browser(**STRANGER), ada.email, f"guess number {number}", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert len(hashed) == 5


def test_behind_our_own_proxy_the_header_says_who_it_was(db, settings, hashed):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    ada = member()
    for number in range(8):
        sent(Browser(), ada.email, f"guess number {number}", HTTP_X_FORWARDED_FOR=f"10.9.9.9, 198.51.100.{number}")
    assert len(hashed) == 8
    addresses = {event.data["address"] for event in events_about(subject=f"user:{ada.pk}")}
    assert "198.51.100.3" in addresses


def test_the_password_is_not_kept_with_the_try(db):
    sent(Browser(**STRANGER), "nobody@example.test", PASSWORD)
    assert PASSWORD not in str(list(TryCounter.objects.values()))
    assert "nobody" not in str(list(TryCounter.objects.values()))
