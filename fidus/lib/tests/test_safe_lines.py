"""Which lines to other machines must be encrypted before a firm goes live."""

import pytest

from fidus.lib.safe_lines import lines_are_encrypted

SMTP = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}
OUTSIDE = {
    "REDIS_URL": {"REDIS_URL": "redis://queue.example.com:6379/0"},
    "EMAIL_HOST": {**SMTP, "EMAIL_HOST": "mail.example.com"},
    "VIRUS_SCANNER": {"VIRUS_SCANNER": "clamd://scanner.example.com:3310"},
    "RATES_FEED_URL": {"RATES_FEED_URL": "http://rates.example.com/day.xml"},
    "The explorer of btc": {"EXPLORERS": {"btc": {"urls": ["http://explorer.example.com/api"]}}},
}


def found(settings, **changed: object) -> list[str]:
    for name, value in changed.items():
        setattr(settings, name, value)
    return [message.msg for message in lines_are_encrypted(None)]


@pytest.fixture
def database(settings, monkeypatch):
    def at(host: str, **options: str) -> None:
        monkeypatch.setitem(settings.DATABASES["default"], "HOST", host)
        monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", options)

    return at


def test_lines_within_this_machine_need_none(settings):
    local = {"REDIS_URL": "redis://127.0.0.1:6379/0", "VIRUS_SCANNER": "clamd:///run/clamd.sock", "RATES_FEED_URL": ""}
    assert found(settings, **local) == []


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_line_in_the_open_to_another_machine_is_an_error(settings, name):
    messages = found(settings, **OUTSIDE[name])
    assert len(messages) == 1
    assert messages[0].startswith(f"{name} speaks to ")


@pytest.mark.parametrize("name", ["REDIS_URL", "EMAIL_HOST", "VIRUS_SCANNER"])
def test_a_host_that_the_firm_calls_private_may_be_spoken_to(settings, name):
    private = ["queue.example.com", "mail.example.com", "scanner.example.com"]
    assert found(settings, PRIVATE_HOSTS=private, **OUTSIDE[name]) == []


def test_a_database_elsewhere_must_show_a_certificate(settings, database):
    for options, errors in (({}, 1), ({"sslmode": "require"}, 1), ({"sslmode": "verify-full"}, 0)):
        database("db.example.com", **options)
        assert len(found(settings)) == errors
    database("db.example.com")
    assert found(settings, PRIVATE_HOSTS=["db.example.com"]) == []


def test_a_queues_certificate_must_be_looked_at(settings):
    queue = "rediss://queue.example.com:6379/0?ssl_cert_reqs="
    assert len(found(settings, REDIS_URL=queue + "none")) == 1
    assert found(settings, REDIS_URL=queue + "required") == []
