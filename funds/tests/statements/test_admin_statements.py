import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.trail.api import events_about
from fidus.lib import clock
from funds.models import StatementBatch, StatementBatchRow
from funds.tests.statements import books
from funds.tests.statements.archived import PDF


@pytest.fixture
def staff(db):
    def make(*permissions: str):
        person = books.user(f"staff{len(permissions)}@fidus.example", is_staff=True)
        person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        return person

    return make


def test_the_archive_lists_reads_and_downloads_for_those_who_may(client, ada, staff):
    account, _, statement = ada
    client.force_login(staff("view_statement", "download_statement", "issue_statement"))
    listed = client.get(reverse("admin:funds_statement_changelist"), {"q": account.number}).content.decode()
    assert statement.number in listed
    assert "2,018,178.54" in listed
    change = reverse("admin:funds_statement_change", args=[statement.pk])
    assert statement.figures_sha256 in client.get(change).content.decode()
    assert client.get(reverse("admin:funds_statement_add")).status_code == 403
    assert (
        client.post(
            reverse("admin:funds_statement_change", args=[statement.pk]).replace("change", "delete")
        ).status_code
        == 404
    )
    answer = client.post(reverse("admin:funds_statement_download", args=[statement.pk]))
    assert answer.content == PDF + statement.number.encode()
    assert [event.kind for event in events_about(subject=statement.number)] == ["StatementDownloaded"]


def test_reading_is_not_downloading_nor_issuing(client, ada, staff):
    _, _, statement = ada
    client.force_login(staff("view_statement"))
    assert client.get(reverse("admin:funds_statement_changelist")).status_code == 200
    assert client.post(reverse("admin:funds_statement_download", args=[statement.pk])).status_code == 403
    assert client.get(reverse("admin:funds_statement_issue")).status_code == 403
    assert client.get(reverse("admin:funds_statementbatch_start")).status_code == 403
    assert client.get(reverse("admin:funds_statement_download", args=[statement.pk])).status_code == 403


def test_making_a_statement_again_says_where_it_differs(client, ada, staff):
    """Nothing of this one stands in the ledger, so what comes out cannot be what was stated."""
    _, _, statement = ada
    client.force_login(staff("view_statement"))
    answer = client.post(reverse("admin:funds_statement_reproduce", args=[statement.pk]), follow=True)
    assert "Different" in answer.content.decode()


def test_a_form_that_cannot_be_issued_says_why_at_the_field(client, ada, staff):
    account, _, _ = ada
    client.force_login(staff("view_statement", "issue_statement"))
    issue = reverse("admin:funds_statement_issue")
    with clock.at(books.THIRD_OF_NOVEMBER):
        assert "2026-10" in client.get(issue).content.decode()
        answer = client.post(issue, {"client": "999", "month": "October"})
        assert answer.status_code == 422
        assert "No client has this number" in answer.content.decode()
        assert "Write the month as" in answer.content.decode()
        running = client.post(issue, {"client": account.number, "month": "2026-11"}).content.decode()
        assert "has not ended" in running
        nothing = client.post(issue, {"client": account.number, "month": "2026-10"}).content.decode()
        assert "nothing to state" in nothing


def test_a_run_shows_its_progress_and_can_be_stopped_and_tried_again(client, ada, staff):
    account, _, _ = ada
    client.force_login(staff("view_statementbatch", "view_statement", "issue_statement"))
    with clock.at(books.THIRD_OF_NOVEMBER):
        refused = client.post(reverse("admin:funds_statementbatch_start"), {"month": "2026-11"})
        assert "has not ended" in refused.content.decode()
        started = client.post(reverse("admin:funds_statementbatch_start"), {"month": "2026-10"})
        batch = StatementBatch.objects.get()
        page = reverse("admin:funds_statementbatch_change", args=[batch.pk])
        assert started["Location"] == page
        StatementBatchRow.objects.create(batch=batch, client=account)
        whole = client.get(page).content.decode()
        part = client.get(page, headers={"HX-Request": "true"}).content.decode()
        assert "<html" in whole
        assert "<html" not in part
        assert 'hx-trigger="every 2s"' in part
        assert "0 of 1" in part
        client.post(reverse("admin:funds_statementbatch_cancel", args=[batch.pk]))
        assert "Try again" in client.get(page).content.decode()
        client.post(reverse("admin:funds_statementbatch_retry", args=[batch.pk]))
        batch.refresh_from_db()
        assert batch.state == "running"
        assert "0 of 1" in client.get(reverse("admin:funds_statementbatch_changelist")).content.decode()
