import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.services.open_client import open_client
from accounts.trail.api import events_about
from funds.tests.statements import books
from funds.tests.statements.archived import PDF, archived

LIST = "portal:statements"


def download_url(statement):
    return reverse("portal:statement_download", args=[statement.number])


@pytest.fixture(autouse=True)
def no_tries_so_far():
    cache.clear()


def test_the_owner_sees_the_months_with_closing_values_and_corrections(client, ada):
    account, person, statement = ada
    correction = archived(account, corrects=statement)
    client.force_login(person)
    answer = client.get(reverse(LIST))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "October 2026" in page
    assert "2,018,178.54" in page
    assert correction.number in page
    assert "Replaced" in page
    assert "no-store" in answer["Cache-Control"]


def test_without_statements_the_page_says_when_the_first_comes(client, db):
    account = open_client(kind="person", name="Bea Sample", by=None)
    client.force_login(books.user("bea@fidus.example", account))
    assert "No statement yet" in client.get(reverse(LIST)).content.decode()


def test_the_file_comes_unchanged_after_the_password_and_is_noted(client, ada):
    _, person, statement = ada
    client.force_login(person)
    assert "Your password" in client.get(download_url(statement)).content.decode()
    refused = client.post(download_url(statement), {"password": "wrong"})
    assert refused.status_code == 422
    assert "not your password" in refused.content.decode()
    assert events_about(subject=statement.number) == []

    answer = client.post(download_url(statement), {"password": "correct horse battery"})
    assert answer.content == PDF + statement.number.encode()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{statement.number}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    (event,) = events_about(subject=statement.number)
    assert (event.kind, event.actor) == ("StatementDownloaded", person.pk)


def test_guessing_passwords_is_slowed_down(client, ada):
    _, person, statement = ada
    client.force_login(person)
    for _ in range(10):
        client.post(download_url(statement), {"password": "wrong"})
    answer = client.post(download_url(statement), {"password": "correct horse battery"})
    assert answer.status_code == 422
    assert "Too many tries" in answer.content.decode()


def test_a_stranger_finds_nothing_and_a_visitor_is_sent_to_the_login(client, ada):
    _, _, statement = ada
    assert client.get(download_url(statement)).status_code == 302
    assert client.get(reverse(LIST)).status_code == 302
    other = open_client(kind="person", name="Cy Specimen", by=None)
    client.force_login(books.user("cy@fidus.example", other))
    assert client.get(download_url(statement)).status_code == 404
    assert client.post(download_url(statement), {"password": "correct horse battery"}).status_code == 404
    assert statement.number not in client.get(reverse(LIST)).content.decode()


def test_a_damaged_file_is_not_handed_out_and_nothing_is_noted(client, ada, archive_folder):
    _, person, statement = ada
    (archive_folder / "statements" / statement.file).write_bytes(b"not what was sealed")
    client.force_login(person)
    answer = client.post(download_url(statement), {"password": "correct horse battery"})
    assert answer.status_code == 422
    assert "cannot be read" in answer.content.decode()
    assert events_about(subject=statement.number) == []
