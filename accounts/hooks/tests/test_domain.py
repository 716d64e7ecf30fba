import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from accounts.hooks.domain.message import key_of, message_body
from accounts.hooks.domain.receivers import address_fault, is_public
from accounts.hooks.domain.retries import MOST_ATTEMPTS, WAITS, gives_up, pause_after, wait_after
from accounts.hooks.domain.signing import new_message_id, new_secret, signatures


@pytest.mark.parametrize(
    "url",
    [
        "https://books.example/fidus",
        "https://books.example:8443/fidus?of=us&to=7",
        "https://xn--bcher-kva.example/",
        "https://a_b.hooks.example",
    ],
)
def test_public_addresses_over_https_are_called(url):
    assert address_fault(url, loopback=False) == ""


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://books.example/", "begin with https://"),
        ("ftp://books.example/", "begin with https://"),
        ("//books.example/", "begin with https://"),
        ("javascript:alert(1)", "begin with https://"),
        ("https://books.example:22/", "only the ports 443 and 8443 are called"),
        ("https://books.example:99999/", "this is no address"),
        ("https://[::1/", "this is no address"),
        ("https://ann:secret@books.example/", "leave names, passwords and what follows # out of it"),
        ("https://books.example/#there", "leave names, passwords and what follows # out of it"),
        ("https://127.0.0.1/", "name the machine, do not write its number"),
        ("https://[::1]/", "name the machine, do not write its number"),
        ("https://93.184.216.34/", "name the machine, do not write its number"),
        ("https://2130706433/", "this is no name of a machine on the internet"),
        ("https://127.1/", "this is no name of a machine on the internet"),
        ("https://0x7f.0.0.1/", "this is no name of a machine on the internet"),
        ("https://localhost/", "this is no name of a machine on the internet"),
        ("https://-books.example/", "this is no name of a machine on the internet"),
        ("https:///there", "this is no name of a machine on the internet"),
        ("https://bücher.example/", "write it in at most 500 plain letters, without spaces"),
        ("https://books.example/\r\nHost: other", "write it in at most 500 plain letters, without spaces"),
        ("https://books.example/" + "x" * 500, "write it in at most 500 plain letters, without spaces"),
    ],
)
def test_other_addresses_are_not(url, fault):
    assert address_fault(url, loopback=False) == fault


def test_a_demo_calls_its_own_machine_as_well_and_no_other_in_the_open():
    for url in ("http://localhost:8001/hear", "http://127.0.0.1:8001/", "https://[::1]:9/"):
        assert address_fault(url, loopback=True) == ""
        assert address_fault(url, loopback=False) != ""
    assert address_fault("http://books.example/", loopback=True) == "begin with https://"
    assert address_fault("http://10.0.0.1/", loopback=True) == "begin with https://"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "240.0.0.1", "::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378::", "2001:db8::1", "nothing",
    ],
)  # fmt: skip
def test_what_is_not_the_public_internet_is_known(address):
    assert not is_public(address)


def test_public_addresses_are_known():
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    assert is_public("::ffff:93.184.216.34")


def test_the_signature_is_the_one_of_the_specification():
    """By hand: HMAC-SHA256 over id, time and body, joined by full stops, in base64."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = hmac.new(key, b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330." + body, hashlib.sha256).digest()
    found = signatures([secret], message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert found == f"v1,{base64.b64encode(signed).decode()}"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(0, 2**33))
def test_the_reference_library_signs_the_same(text, timestamp):
    secret, number = new_secret(), new_message_id()
    assert "." not in number
    at = datetime.fromtimestamp(timestamp, UTC)
    found = signatures([secret], message_id=number, timestamp=timestamp, body=text.encode())
    assert found == Webhook(secret).sign(number, at, text)


def test_a_message_says_what_happened_and_where_and_no_more():
    at = datetime(2026, 11, 21, 23, 42, 34, 123456, tzinfo=UTC)
    body = message_body(kind="InvestmentOpened", happened_at=at, event=7, url="https://x.example/a", environment="live")
    assert body == (
        b'{"type":"InvestmentOpened","timestamp":"2026-11-21T23:42:34.123456Z","api_version":"v1",'
        b'"environment":"live","data":{"event":7,"url":"https://x.example/a"}}'
    )


@pytest.mark.parametrize(
    ("subject", "by_number", "key"),
    [
        ("INV-0147", False, "INV-0147"),
        ("client:100417", False, "100417"),
        ("accrual:2026-01-31", False, "2026-01-31"),
        ("bank account:30", True, "30"),
        ("fee-run:3", True, "3"),
        ("CASE-0070", True, "70"),
    ],
)
def test_a_subject_is_called_what_the_api_calls_it(subject, by_number, key):
    assert key_of(subject, by_number=by_number) == key


@given(st.integers(1, 40), st.floats(0, 0.999), st.integers(0, 10**9))
def test_waits_keep_to_the_schedule_and_never_come_before_what_was_asked(attempts, chance, seconds):
    planned = WAITS[min(attempts, len(WAITS)) - 1]
    assert planned <= wait_after(attempts, chance=chance) < planned * 1.2
    asked = timedelta(seconds=seconds)
    wait = wait_after(attempts, chance=chance, asked=asked)
    assert wait >= min(asked, timedelta(days=1))
    assert wait <= timedelta(hours=28.8)


def test_the_schedule_takes_a_little_over_three_days_and_ten_attempts():
    assert sum(WAITS, timedelta(0)) == timedelta(hours=75, minutes=35, seconds=5)
    assert [gives_up(n) for n in (1, 9, 10, 11)] == [False, False, True, True]
    assert MOST_ATTEMPTS == 10


def test_patience_ends_with_the_third_failure_on_end():
    waits = [pause_after(n).total_seconds() for n in (1, 2, 3, 4, 9, 10, 99)]
    assert waits == [0, 0, 8, 16, 512, 600, 600]
    assert pause_after(1, asked=timedelta(days=9)) == timedelta(days=1)
