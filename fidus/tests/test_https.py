"""What changes when people type https://: read from real settings, and tried at the middleware."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as our_settings
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.http import HttpResponse
from django.test import RequestFactory

NAMES = (
    "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "MESSAGE_COOKIE_NAME", "BROWSER_COOKIE_NAME", "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG", "DEMO",
)  # fmt: skip
ASK = (
    f"import json; from fidus import settings; print(json.dumps({{name: getattr(settings, name) for name in {NAMES}}}))"
)


def test_a_firm_behind_https_keeps_its_cookies_to_itself(tmp_path):
    environment = {
        "PATH": os.environ["PATH"], "FIDUS_VAR": str(tmp_path), "SECRET_KEY": "x" * 50,
        "DOCUMENT_KEYS": our_settings.DOCUMENT_KEYS[0], "SITE_URL": "https://fidus.example.com",
    }  # fmt: skip
    asked = subprocess.run(
        [sys.executable, "-c", ASK], cwd=our_settings.BASE_DIR, env=environment, capture_output=True, check=True
    )
    found = json.loads(asked.stdout)
    assert {name for name in NAMES if found[name] is True} == {
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY",
        "SECURE_SSL_REDIRECT", "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    }  # fmt: skip
    assert all(found[name].startswith("__Host-") for name in NAMES if name.endswith("_COOKIE_NAME"))
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600


def test_every_cookie_that_is_set_is_one_of_those(db, client):
    from accounts.login.tests.scenes import sent
    from accounts.tests.people import a_client, member

    sent(client, member(a_client()).email)
    client.get("/accounts/password/change/")
    assert set(client.cookies) <= {"sessionid", "csrftoken", "messages", "browser"}
    for cookie in client.cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


def test_messages_stand_in_the_cookie_that_the_settings_name():
    request = RequestFactory().get("/")
    request.session = {}
    request._messages = default_storage(request)
    messages.info(request, "Done.")
    answer = HttpResponse()
    request._messages.update(answer)
    assert set(answer.cookies) == {our_settings.MESSAGE_COOKIE_NAME}


@pytest.mark.parametrize("path", ["/api/v1/clients", "/oauth/token", "/oauth/revoke", "/oauth/introspect"])
def test_a_program_that_calls_in_the_open_is_refused_and_not_sent_on(client, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.post(path, headers={"Authorization": "Bearer something"})
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert answer.json()["type"] == "/api/problems/https-needed"


def test_a_person_is_sent_on_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/accounts/login/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/accounts/login/")
