"""What a stranger finds by asking for what is not there to be found."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from accounts.tests.people import a_client, member, staff

SECRET_THINGS = [
    "/.git/config", "/.env", "/var/secrets.env", "/fidus/settings/__init__.py", "/static/", "/static/js/", "/media/",
    "/static/../fidus/settings/__init__.py", "/static/%2e%2e/fidus/settings/__init__.py", "/manage.py", "/admin/",
    "/__debug__/", "/server-status", "/metrics",
]  # fmt: skip


@pytest.mark.parametrize("path", SECRET_THINGS)
def test_neither_source_nor_listing_nor_tool_of_debugging_is_served(db, client, path):
    assert client.get(path).status_code == 404


def test_nobody_is_answered_with_what_they_sent(db, client):
    answer = client.generic("TRACE", "/accounts/login/", headers={"X-Secret": "tell nobody"})
    assert b"tell nobody" not in answer.content


@pytest.mark.parametrize("name", ["access_token", "api_key", "key", "token"])
def test_no_key_is_taken_from_an_address(db, client, name):
    assert client.get(f"/api/v1/clients?{name}=something").status_code == 401


def test_no_other_site_may_read_an_answer(db, client):
    client.force_login(staff())
    for ask in (client.get, client.options):
        answer = ask("/api/v1/clients", headers={"Origin": "https://evil.example"})
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_a_form_from_another_site_is_refused(db):
    from django.test import Client as Browser

    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(member(a_client()))
    for path in ("/accounts/sessions/", "/portal/wallets/add/", "/accounts/logout/"):
        assert browser.post(path, {}, headers={"Origin": "https://evil.example"}).status_code in (403, 404)
    assert browser.get("/portal/").status_code == 200
    called = browser.post("/api/v1/clients", "{}", content_type="application/json", headers={"Idempotency-Key": "k"})
    assert called.status_code == 403


@pytest.mark.parametrize("who", ["staff", "client"])
def test_the_way_out_stands_on_every_page(db, client, who):
    client.force_login(staff() if who == "staff" else member(a_client()))
    page = client.get("/backoffice/" if who == "staff" else "/portal/")
    if page.status_code == 302:
        page = client.get(page.url)
    assert b'action="/accounts/logout/"' in page.content


def test_text_has_its_charset(db, client):
    assert client.get("/accounts/login/")["Content-Type"] == "text/html; charset=utf-8"


def test_a_form_larger_than_any_file_we_take_is_refused_unread(db, client, settings):
    settings.LARGEST_UPLOAD = 2000
    for size, status in ((1000, 200), (3000, 400)):
        file = ContentFile(b"x" * size, name="file")
        assert client.post("/accounts/login/", {"login": "", "file": file}).status_code == status


def test_an_upload_that_waits_is_its_owners_alone(settings, tmp_path):
    storage = FileSystemStorage(**{**settings.STORAGES["default"]["OPTIONS"], "location": tmp_path / "files"})
    kept = Path(storage.path(storage.save("uploads/report", ContentFile(b"deals"))))
    assert [path.stat().st_mode & 0o077 for path in (kept, kept.parent)] == [0, 0]
