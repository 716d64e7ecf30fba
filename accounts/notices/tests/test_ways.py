"""What somebody gives for a channel is all it may be: no address of their own, no option, no other machine."""

import pytest

from accounts.hooks.domain.receivers import is_public
from accounts.notices.domain.codes import is_it, new_code
from accounts.notices.domain.retries import MOST_ATTEMPTS, WAITS, gives_up, wait_after
from accounts.notices.domain.ways import WAYS, faults, hint

GOOD = {
    "email": {},
    "telegram": {"token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "chat": "-1001234567"},
    "slack": {"address": "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"},
    "discord": {"address": f"https://discord.com/api/webhooks/{'1' * 18}/{'a' * 68}"},
    "pushover": {"user": "u" * 30, "token": "t" * 30},
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_asked_for_is_taken_and_its_secret_is_not_in_the_hint(way):
    assert faults(way, GOOD[way]) == {}
    shown = hint(way, GOOD[way])
    assert all(told not in shown for told in GOOD[way].values())


@pytest.mark.parametrize(
    ("way", "given"),
    [
        ("slack", {"address": "https://hooks.slack.com.evil.example/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"}),
        ("slack", {"address": "https://10.0.0.1/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"}),
        ("slack", {"address": "http://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"}),
        ("slack", {"address": "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?verify=no"}),
        ("slack", {"address": "https://u:p@hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"}),
        ("discord", {"address": f"https://discord.com@169.254.169.254/api/webhooks/{'1' * 18}/{'a' * 68}"}),
        ("discord", {"address": f"https://discord.com/api/webhooks/{'1' * 18}/{'a' * 68}\n"}),
        ("telegram", {"token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/../x", "chat": "12345"}),
        ("telegram", {"token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "chat": "@channel"}),
        ("telegram", {"token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "chat": "١٢٣٤٥"}),
        ("telegram", {"token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"}),
        ("email", {"to": "somebody.else@example.test"}),
        ("pushover", {"user": "u" * 30, "token": "t" * 30, "redirect": "yes"}),
    ],
)  # fmt: skip
def test_hostile_addresses_are_refused(way, given):
    assert faults(way, given)


def test_no_way_lets_somebody_name_a_machine():
    assert not any(ask.name in {"host", "url", "server"} for way in WAYS.values() for ask in way.asks)
    assert not is_public("10.0.0.1")


def test_a_code_is_itself_however_it_is_grouped():
    code = new_code()
    assert is_it(code.replace(" ", "-"), code)
    assert is_it(f" {code} ", code)
    assert not is_it("", code)
    assert not is_it(code[:-1], code)


def test_waits_grow_and_end():
    waits = [wait_after(attempts, chance=0) for attempts in range(1, len(WAITS) + 1)]
    assert waits == list(WAITS) == sorted(waits)
    assert gives_up(MOST_ATTEMPTS)
    assert not gives_up(MOST_ATTEMPTS - 1)
