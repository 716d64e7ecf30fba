"""The screens of trading, as one who imports, one who only looks, and one from another house sees them."""

import os

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from trading.admin import import_pages
from trading.brokers.ib.tests.test_flex import cash, file_of, statement, trade
from trading.brokers.kite.tradebook import write
from trading.domain.mt5_report_writer import report_bytes, write_report
from trading.models import BrokerAccount, Deal, ReportImport
from trading.services.import_received_report import import_received_report
from trading.services.receive_report import receive_report
from trading.tasks import import_report, import_waiting_reports, remove_forgotten_uploads
from trading.tests.histories import every_kind, simulated

LISTS = ["brokeraccount", "deal", "cashoperation", "position", "order", "reportimport"]


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return tmp_path


def person(name, *permissions):
    user = User.objects.create_user(
        f"{name}@example.com", "a long password", first_name=name, last_name="Example", is_staff=True
    )
    found = Permission.objects.filter(content_type__app_label="trading", codename__in=permissions)
    assert len(found) == len(permissions)
    user.user_permissions.set(found)
    return user


@pytest.fixture
def trader(db):
    return person("tessa", "import_report", *[f"view_{model}" for model in LISTS])


@pytest.fixture
def reader(db):
    return person("rolf", *[f"view_{model}" for model in LISTS])


@pytest.fixture
def stranger(db):
    return person("sten")


def upload(client, content, name="ReportHistory.html"):
    return client.post(
        reverse("admin:trading_reportimport_add"), {"file": SimpleUploadedFile(name, content)}, follow=True
    )


def left_behind(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_an_uploaded_report_is_imported_and_the_page_says_so(client, trader, uploads):
    client.force_login(trader)
    page = upload(client, report_bytes(every_kind())).content.decode()
    assert "Imported." in page
    report = ReportImport.objects.get()
    assert (report.state, report.deals_added, report.uploaded_by) == ("imported", 3, trader)
    assert left_behind(uploads) == []


def test_a_refused_upload_keeps_nothing_but_its_reason_and_line(client, trader, uploads):
    client.force_login(trader)
    content = write_report(every_kind()).replace(">30.10</td><td nowrap>1 278.50<", ">31.10</td><td nowrap>1 278.50<")
    page = upload(client, content.encode()).content.decode()
    assert "Refused. Nothing of the file was kept." in page
    assert "deal 5" in page
    report = ReportImport.objects.get()
    assert report.state == "refused"
    assert report.refused_line
    assert not BrokerAccount.objects.exists()
    assert left_behind(uploads) == []


def test_a_large_upload_waits_for_a_worker_on_a_page_that_asks_again(client, trader, monkeypatch, uploads):
    monkeypatch.setattr(import_pages, "READ_AT_ONCE", 0)
    client.force_login(trader)
    page = upload(client, report_bytes(simulated())).content.decode()
    assert "waiting for a worker" in page
    assert 'hx-trigger="every 2s"' in page
    report = ReportImport.objects.get()
    assert len(left_behind(uploads)) == 1
    import_report(report.pk)
    part = client.get(reverse("admin:trading_reportimport_change", args=[report.pk]), headers={"HX-Request": "true"})
    assert part.content.decode().startswith('<div class="stack-y" id="report-import"')
    assert "Imported." in part.content.decode()
    assert "every 2s" not in part.content.decode()


def test_the_sweeper_reads_what_no_message_told_of_and_what_a_dead_worker_left(trader):
    kept = [
        receive_report(file=SimpleUploadedFile("a.html", report_bytes(simulated())), name=name, by=trader)
        for name in ("first.html", "second.html")
    ]
    ReportImport.objects.filter(pk=kept[0].pk).update(state="importing")
    import_waiting_reports()
    import_waiting_reports()
    assert list(ReportImport.objects.values_list("state", flat=True)) == ["imported", "imported"]
    assert Deal.objects.count() == 40
    assert import_received_report(report=kept[0].pk) is None


def test_a_file_that_is_gone_is_refused_in_words(trader):
    report = receive_report(file=SimpleUploadedFile("a.html", b"x"), name="a.html", by=trader)
    default_storage.delete(report.kept_as)
    assert "upload it again" in import_received_report(report=report.pk).refusal


def test_files_that_no_report_waits_for_are_removed_after_a_day(trader, uploads):
    waiting = receive_report(file=SimpleUploadedFile("a.html", b"x"), name="a.html", by=trader)
    forgotten, young = (default_storage.save(f"uploads/{name}", ContentFile(b"x")) for name in ("forgotten", "young"))
    for name in (waiting.kept_as, forgotten):
        os.utime(uploads / name, (0, 0))
    remove_forgotten_uploads()
    assert sorted(path.name for path in left_behind(uploads)) == sorted([waiting.kept_as.split("/")[1], "young"])
    assert default_storage.exists(young)


def test_files_of_other_kinds_are_refused_at_the_field(client, trader):
    client.force_login(trader)
    page = upload(client, b"%PDF", name="report.pdf")
    assert page.status_code == 422
    assert "this file does not" in page.content.decode()
    assert not ReportImport.objects.exists()


def test_a_flex_statement_is_uploaded_on_the_same_page_and_what_it_could_not_book_is_listed(client, trader, uploads):
    client.force_login(trader)
    content = file_of(statement(trade(fifoPnlRealized="0"), cash(type="Bonus Of The Season"))).read()
    page = upload(client, content, name="U1234567.xml").content.decode()
    assert "Not all of it could be booked" in page
    assert "cash of the kind &#x27;Bonus Of The Season&#x27;" in page
    assert "Flex statement" in page
    report = ReportImport.objects.get()
    assert (report.state, report.format, report.deals_added, report.uploaded_by) == ("imported", "flex", 1, trader)
    listed = client.get(reverse("admin:trading_deal_changelist")).content.decode()
    assert "0000e0d5.00000001.01" in listed
    shown = client.get(reverse("admin:trading_deal_change", args=[Deal.objects.get().pk])).content.decode()
    assert "0000e0d5.00000001.01" in shown
    assert "Ticket" not in shown
    Deal.objects.create(
        account=report.account, external_id="late.1", dealt_at=report.first_at, symbol="EXMP", kind="buy", volume=1,
        costs_pending=True,
    )  # fmt: skip
    assert "costs to come" in client.get(reverse("admin:trading_deal_changelist")).content.decode()
    assert client.get(reverse("admin:trading_brokeraccount_change", args=[report.account_id])).status_code == 200


def test_a_refused_tradebook_says_why_on_its_page(client, trader, uploads):
    client.force_login(trader)
    page = upload(client, write([]).encode(), name="trades.csv").content.decode()
    assert "choose the account" in page
    assert ReportImport.objects.get().state == "refused"


def test_each_list_and_page_opens_to_a_reader_who_cannot_upload(client, trader, reader):
    client.force_login(trader)
    upload(client, report_bytes(every_kind()))
    client.force_login(reader)
    for model in LISTS:
        page = client.get(reverse(f"admin:trading_{model}_changelist"), {"q": "7001234"})
        assert page.status_code == 200, model
    account = client.get(reverse("admin:trading_brokeraccount_change", args=[BrokerAccount.objects.get().pk]))
    assert "1,061.30" in account.content.decode()
    assert "16.30" in account.content.decode()
    assert client.get(reverse("admin:trading_deal_change", args=[Deal.objects.first().pk])).status_code == 200
    assert client.get(reverse("admin:trading_reportimport_add")).status_code == 403


def test_the_list_of_accounts_asks_no_more_for_many_than_for_one(client, reader, django_assert_max_num_queries):
    from trading.services.open_broker_account import open_broker_account

    for login in range(1, 13):
        open_broker_account(broker="Northgate", server="Northgate-Demo", login=login, currency="USD", by=None)
    client.force_login(reader)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("admin:trading_brokeraccount_changelist")).status_code == 200


def test_a_stranger_to_trading_sees_none_of_it(client, trader, stranger):
    client.force_login(trader)
    upload(client, report_bytes(every_kind()))
    client.force_login(stranger)
    for model in LISTS:
        assert client.get(reverse(f"admin:trading_{model}_changelist")).status_code == 403
    for page in ("brokeraccount", "reportimport"):
        found = {"brokeraccount": BrokerAccount, "reportimport": ReportImport}[page].objects.get()
        assert client.get(reverse(f"admin:trading_{page}_change", args=[found.pk])).status_code == 403
    client.logout()
    assert client.get(reverse("admin:trading_deal_changelist")).status_code == 302


def test_an_error_of_ours_does_not_leave_an_upload_waiting_for_ever(trader, monkeypatch):
    from trading.services import import_received_report as service

    def breaks(**options):
        raise AssertionError("planted")

    monkeypatch.setattr(service, "import_broker_file", breaks)
    report = receive_report(file=SimpleUploadedFile("a.html", b"x"), name="a.html", by=trader)
    assert "an error of ours" in import_received_report(report=report.pk).refusal
