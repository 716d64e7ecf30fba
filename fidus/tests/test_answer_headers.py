"""What every answer says to browsers, whatever page it is."""

import pytest
from django.urls import reverse

from accounts.tests.people import a_client, member, staff

PAGES = ["home", "account_login", "portal:overview", "admin:index"]


def policy(answer) -> dict[str, list[str]]:
    """The answer's content security policy: directive -> sources."""
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["visitor", "client", "staff"])
def test_no_page_is_kept_framed_sniffed_or_runs_what_is_not_ours(client, db, who, page):
    if who != "visitor":
        client.force_login(staff() if who == "staff" else member(a_client()))
    answer = client.get(reverse(page))
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    found = policy(answer)
    assert found["default-src"] == ["'none'"]
    assert found["frame-ancestors"] == ["'none'"]
    assert found["base-uri"] == ["'none'"]
    assert {"'unsafe-inline'", "'unsafe-eval'", "*"} & {
        source for sources in found.values() for source in sources
    } == set()


@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_a_file_is_saved_and_nothing_in_it_runs(client, db, export):
    client.force_login(member(a_client()))
    answer = client.get(reverse("portal:activity"), {"export": export})
    assert answer["Content-Disposition"].startswith("attachment")
    assert policy(answer) == {"default-src": ["'none'"], "sandbox": [], "frame-ancestors": ["'none'"]}
    assert answer["Cache-Control"] == "no-store, private"


def test_over_https_browsers_are_told_to_stay_there(client, db, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    answer = client.get(reverse("account_login"), secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
