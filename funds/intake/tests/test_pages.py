"""The pages of a file: upload, columns, preview, approval, progress, results; and who sees which."""

import csv
import io
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from fidus.lib import clock
from funds.intake.models import IntakeRun
from funds.intake.services.start_run import start_run
from funds.intake.services.try_run import try_run
from funds.intake.services.work_run import work_run
from funds.intake.tests.scenes import COSTS, clients, outcomes, run_of
from funds.models import OperatingCost
from funds.tests.scenes import a_user

pytestmark = pytest.mark.django_db
CLIENTS = {"key": "key", "kind": "kind", "name": "name", "email": "email"}
WAYS = {"day_order": "plain", "decimal": "plain"}


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(date(2026, 4, 16)):
        yield


@pytest.fixture
def user():
    return a_user("clerk", is_staff=True)


def url_of(run):
    return reverse("admin:intake_intakerun_change", args=[run.pk])


def a_browser(*codenames, user=None, staff=True):
    user = user or a_user("staff", is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="intake", codename__in=codenames))
    browser = Browser()
    browser.force_login(user)
    return browser


ACTS = ("view_intakerun", "start_run", "approve_run")


def test_a_file_goes_from_upload_to_result_on_the_page(user):
    browser = a_browser(*ACTS, user=user)
    file = SimpleUploadedFile("clients.csv", (clients(2) + "C-9,person,=cmd(),\n").encode())
    shown = browser.post(reverse("admin:intake_intakerun_upload"), {"kind": "clients", "file": file}, follow=True)
    url, page = shown.redirect_chain[-1][0], shown.content.decode()
    assert "Nothing is done yet" in page
    assert "name is a formula" in page
    refused = browser.post(url, {**CLIENTS, "whole": "yes", "start": "yes"}).content.decode()
    assert "All rows go in, or none" in refused
    finished = browser.post(url, {**CLIENTS, "whole": "no", "start": "yes"}, follow=True).content.decode()
    assert "2 added, 0 known from before, 1 not taken in" in finished
    run = IntakeRun.objects.get()
    table = browser.get(reverse("admin:intake_intakerun_results", args=[run.pk])).content.decode("utf-8-sig")
    assert [row["row"] for row in csv.DictReader(io.StringIO(table)) if row["outcome"] == "failed"] == ["4"]


def test_movements_are_approved_on_the_page_by_somebody_else(user):
    clerk, second = a_browser(*ACTS, user=user), a_browser(*ACTS)
    url = url_of(run_of("movements", COSTS, user))
    columns = {name: name for name in ("key", "what", "date", "amount")} | WAYS
    assert second.post(url, {**columns, "whole": "yes", "start": "yes"}).status_code == 403
    clerk.post(url, {**columns, "whole": "yes", "start": "yes"})
    assert clerk.post(url, {"approve": "yes"}).status_code == 403
    assert second.post(url, {"approve": "yes"}).status_code == 302
    assert OperatingCost.objects.count() == 1


def test_who_sees_what(user):
    run = run_of("clients", clients(1), user)
    pages = {
        reverse("admin:intake_intakerun_changelist"): 200,
        reverse("admin:intake_intakerun_change", args=[run.pk]): 200,
        reverse("admin:intake_intakerun_results", args=[run.pk]): 200,
        reverse("admin:intake_intakerun_template", args=["clients"]): 200,
        reverse("admin:intake_intakerun_upload"): 403,
    }
    office, colleague, unentitled = a_browser(*ACTS), a_browser("view_intakerun"), a_browser()
    portal = a_browser(staff=False)
    for url, seen in pages.items():
        assert office.get(url).status_code == 200, url
        assert colleague.get(url).status_code == seen, url
        assert unentitled.get(url).status_code == 403, url
        assert portal.get(url).status_code == 302, url
    assert colleague.post(reverse("admin:intake_intakerun_change", args=[run.pk]), {"start": "yes"}).status_code == 403
    template = office.get(reverse("admin:intake_intakerun_template", args=["clients"])).content
    assert outcomes(run_of("clients", template, user)) == ["added"]


def test_a_needed_column_is_not_called_optional_and_a_missing_one_is_said_at_its_field(user):
    browser, run = a_browser(*ACTS, user=user), run_of("clients", clients(1), user)
    form = browser.get(url_of(run)).context["form"]
    assert [name for name in form.columns if form.fields[name].required] == ["key", "kind", "name"]
    assert not [field.name for field in form.shown_ways() if not field.field.required]
    shown = browser.post(url_of(run), {**CLIENTS, "name": "", "whole": "yes", "start": "yes"})
    assert shown.status_code == 422
    assert shown.context["form"].errors == {"name": ["This column is needed: say which one it is."]}
    assert IntakeRun.objects.get().state == "received"


def test_a_long_file_is_tried_by_a_worker_while_the_page_shows_how_far(user, monkeypatch):
    browser, run = a_browser(*ACTS, user=user), run_of("clients", clients(80), user, tried=False)
    page = browser.get(url_of(run)).content.decode()
    assert "0 of 80 rows tried" in page
    assert 'hx-trigger="every 2s"' in page
    assert "Take the rows in" not in page
    early = browser.post(url_of(run), {**CLIENTS, "whole": "yes", "start": "yes"}).content.decode()
    assert "0 of 80 rows are tried; wait for the others" in early
    try_run(run=run.pk)
    part = browser.get(url_of(run), headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div class="stack-y" id="run">')
    assert "All 80 rows are good" in part
    assert "Take the rows in" in part


def test_a_file_read_differently_is_tried_again_before_it_goes_in(user):
    browser, run = a_browser(*ACTS, user=user), run_of("clients", clients(2), user)
    otherwise = {**CLIENTS, "name": "email", "email": "", "whole": "yes", "start": "yes"}
    page = browser.post(url_of(run), otherwise, follow=True).content.decode()
    assert "read differently now" in page
    run.refresh_from_db()
    assert (run.state, run.look, run.tried, run.trials.count()) == ("received", 2, 2, 2)
    assert "Started" in browser.post(url_of(run), otherwise, follow=True).content.decode()


def test_whoever_decides_may_have_the_rows_tried_again(user):
    run = run_of("movements", COSTS, user)
    start_run(run=run, by=user)
    assert a_browser(*ACTS).post(url_of(run), {"again": "yes"}).status_code == 302
    run.refresh_from_db()
    assert (run.state, run.look, run.tried) == ("waiting", 2, 1)
    assert a_browser("view_intakerun").post(url_of(run), {"again": "yes"}).status_code == 403


def test_a_running_file_shows_how_far_it_is_and_is_stopped_from_its_page(user):
    browser, run = a_browser(*ACTS, user=user), run_of("clients", clients(60), user)
    start_run(run=run, by=user)
    page = browser.get(url_of(run)).content.decode()
    assert "0 of 60 rows" in page
    assert "Stop; nothing of it will be in" in page
    stopped = browser.post(url_of(run), {"cancel": "yes"}, follow=True).content.decode()
    assert "Stopped: nothing of the file was taken in" in stopped
    assert work_run(run=run.pk) is None


def test_the_pages_of_a_long_file_ask_the_database_as_often_as_those_of_a_short_one(
    user, django_assert_max_num_queries
):
    browser, run = a_browser(*ACTS, user=user), run_of("clients", clients(150), user)
    with django_assert_max_num_queries(22):
        page = browser.get(f"{url_of(run)}?page=2").content.decode()
    assert "Page 2 of 2" in page
