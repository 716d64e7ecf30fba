"""Files of rows from upload to result: previewed, approved by two, all or none, and never twice."""

import csv
import io
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.ledger.api import balance, open_account
from accounts.models import Client
from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import SecondPersonNeeded
from funds.intake.approvals import approvals_waiting
from funds.intake.domain.layouts import Kind
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeKey, IntakeRun
from funds.intake.services.approve_run import approve_run
from funds.intake.services.end_run import end_run
from funds.intake.services.receive_run import receive_run
from funds.intake.services.start_run import start_run
from funds.intake.services.try_run import try_run
from funds.intake.services.work_run import work_run
from funds.models import Investment, OperatingCost
from funds.tests.scenes import a_client, a_product, a_user, clear

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 16)


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def user():
    return a_user("clerk", is_staff=True)


def run_of(kind, text, user, *, whole=True):
    content = text if isinstance(text, bytes) else text.encode()
    return receive_run(content=content, name="rows.csv", kind=Kind(kind), whole=whole, by=user)


def done(run, user):
    start_run(run=run, by=user)
    return work_run(run=run.pk)


def clients(count, *, start=1):
    rows = [f"C-{number},person,Client {number},c{number}@client.example" for number in range(start, start + count)]
    return "key,kind,name,email\n" + "\n".join(rows) + "\n"


def test_a_thousand_clients_come_in_once(user):
    ended = done(run_of("clients", clients(1000), user), user)
    assert (ended.state, ended.done, Client.objects.count()) == ("finished", 1000, 1000)
    again = done(run_of("clients", clients(1001), user), user)
    assert (again.state, Client.objects.count()) == ("finished", 1001)
    assert again.results.filter(outcome="known").count() == 1000


def test_all_or_none_means_none_when_a_row_is_refused_by_its_service(user):
    product = a_product()
    a_client("Not Cleared", cleared=False)
    number = Client.objects.get().number
    text = f"key,client,product,principal\nI-1,{number},{product.code},5000\n"
    ended = done(run_of("investments", text, user), user)
    assert (ended.state, Investment.objects.exists(), IntakeKey.objects.exists()) == ("failed", False, False)
    assert "row 2" in ended.reason


def test_row_by_row_takes_the_good_ones_and_says_what_is_wrong_with_the_others(user):
    text = clients(3) + "C-9,robot,Nobody,\nC-10,person,,x@y\n"
    run = run_of("clients", text, user, whole=False)
    tried = try_run(run=run)
    assert [one.outcome for one in tried] == ["added"] * 3 + ["failed"] * 2
    assert {one.text for one in tried[:3]} == {"New; it gets its number when it is taken in."}
    assert not Client.objects.exists()
    ended = done(run, user)
    assert (ended.state, Client.objects.count()) == ("finished", 3)
    texts = dict(ended.results.filter(outcome="failed").values_list("row", "text"))
    assert texts == {5: "kind is “robot”; it may be person, company.", 6: "name is empty."}


def test_a_whole_run_with_a_bad_row_does_not_even_start(user):
    with pytest.raises(IntakeError, match=r"Row 3: kind is .* All rows go in, or none"):
        start_run(run=run_of("clients", clients(1) + "C-9,robot,Nobody,\n", user), by=user)


def test_a_key_that_comes_again_with_other_content_is_refused(user):
    done(run_of("clients", clients(1), user), user)
    other = "key,kind,name,email\nC-1,person,Somebody Else,\n"
    ended = done(run_of("clients", other, user, whole=False), user)
    assert "with other content" in ended.results.get().text
    assert Client.objects.count() == 1


def test_clients_then_investments_then_movements_by_their_keys(user):
    second = a_user("second")
    a_product()
    done(run_of("clients", clients(1), user), user)
    clear(Client.objects.get())
    done(run_of("investments", "key;client;product;principal;ccy\nI-1;C-1;balance;25.000,00;USD\n", user), user)
    investment = Investment.objects.get()
    text = (
        "key,what,date,amount,investment,text\nM-1,funding,03.04.2026,25000.00,I-1,\n"
        'M-2,cost,2026-04-05,"1,200.50",,Rent\nM-3,balance,1 Jan 2026,700000.00,,Taken over\n'
    )
    run = run_of("movements", text, user)
    start_run(run=run, by=user)
    assert (run.refresh_from_db(), run.state, work_run(run=run.pk)) == (None, "waiting", None)
    with pytest.raises(SecondPersonNeeded):
        approve_run(run=run, by=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeRun.objects.filter(pk=run.pk).update(state="running", approved_by=user)
    approve_run(run=run, by=second)
    assert work_run(run=run.pk).state == "finished"
    investment.refresh_from_db()
    assert (investment.funded_on, investment.bank_reference) == (date(2026, 4, 3), "M-1")
    assert OperatingCost.objects.get().amount == Money.of("1200.50", "USD")
    bank = open_account(code="Assets:Bank:USD", kind="asset", currency="USD")
    assert balance(bank, as_of=TODAY) == Money.of("723799.50", "USD")


def test_a_waiting_run_is_refused_with_a_reason_and_a_received_one_put_aside(user):
    run = run_of("movements", "key,what,date,amount\nM-1,cost,2026-04-05,5\n", user)
    start_run(run=run, by=user)
    second = a_user("second", is_superuser=True)
    assert [one.what for one in approvals_waiting(second)] == ["File of movements"]
    with pytest.raises(IntakeError, match="Say why"):
        end_run(run=run, action="refuse", by=second)
    assert end_run(run=run, action="refuse", reason="Wrong month", by=second).state == "refused"
    with pytest.raises(IntakeError, match="refused; that cannot"):
        approve_run(run=run, by=second)
    assert not OperatingCost.objects.exists()


def test_a_run_that_died_between_rows_goes_on_where_it_was(user, monkeypatch):
    from funds.intake.services import work_run as module

    run = run_of("clients", clients(60), user, whole=False)
    start_run(run=run, by=user)
    kept, calls = module.take_row, []

    def dies(**given):
        calls.append(given)
        if len(calls) == 40:
            raise module.OperationalError
        return kept(**given)

    monkeypatch.setattr(module, "take_row", dies)
    with pytest.raises(module.OperationalError):
        work_run(run=run.pk)
    assert Client.objects.count() == 25
    assert work_run(run=run.pk).state == "finished"
    assert Client.objects.count() == 60


def test_an_error_of_ours_ends_the_run_and_keeps_nothing(user, monkeypatch):
    from funds.intake.services import work_run as module

    def fails(**given):
        raise RuntimeError

    run = run_of("clients", clients(2), user)
    start_run(run=run, by=user)
    monkeypatch.setattr(module, "take_row", fails)
    assert (work_run(run=run.pk).state, Client.objects.exists()) == ("failed", False)


def test_a_cell_too_long_for_its_place_fails_its_row_alone(user):
    text = f"key,kind,name,phone\nC-1,person,Ada,{'1' * 60}\nC-2,person,Bruno,1\n"
    ended = done(run_of("clients", text, user, whole=False), user)
    assert [one.outcome for one in ended.results.all()] == ["failed", "added"]


# The pages


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
    columns = {"key": "key", "kind": "kind", "name": "name", "email": "email"}
    refused = browser.post(url, {**columns, "whole": "yes", "start": "yes"}).content.decode()
    assert "All rows go in, or none" in refused
    finished = browser.post(url, {**columns, "whole": "no", "start": "yes"}, follow=True).content.decode()
    assert "2 added, 0 known from before, 1 not taken in" in finished
    run = IntakeRun.objects.get()
    table = browser.get(reverse("admin:intake_intakerun_results", args=[run.pk])).content.decode("utf-8-sig")
    assert [row["row"] for row in csv.DictReader(io.StringIO(table)) if row["outcome"] == "failed"] == ["4"]


def test_movements_are_approved_on_the_page_by_somebody_else(user):
    clerk, second = a_browser(*ACTS, user=user), a_browser(*ACTS)
    run = run_of("movements", "key,what,date,amount\nM-1,cost,2026-04-05,5\n", user)
    url = reverse("admin:intake_intakerun_change", args=[run.pk])
    columns = {name: name for name in ("key", "what", "date", "amount")}
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
    assert try_run(run=run_of("clients", template, user))[0].outcome == "added"
