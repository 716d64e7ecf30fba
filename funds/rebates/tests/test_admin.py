"""The pages of rebates: who opens them, what they show, and that each act is one service with its preview."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.tests.people import member, staff
from fidus.lib import clock
from funds.rebates.models import RebateAgreement, RebateInvoice, RebateRun
from funds.rebates.services.count_rebates import count_rebates
from funds.rebates.services.issue_rebate_invoice import issue_rebate_invoice
from funds.rebates.tests.scenes import BROKER, TODAY, agree, an_account, trade

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(db):
    with clock.at(TODAY):
        yield


@pytest.fixture
def olga(client):
    user = staff()
    client.force_login(user)
    return user


@pytest.fixture
def counted(now):
    agree("EUR*")
    trade(an_account(), "10")
    return count_rebates(as_of=TODAY, by=None)


@pytest.fixture
def invoice(counted, olga):
    return issue_rebate_invoice(broker=BROKER, currency="USD", by=olga)


PAGES = [
    "rebates_overview", "rebates_rebateagreement_changelist", "rebates_rebateagreement_open",
    "rebates_rebaterun_changelist", "rebates_rebaterun_count", "rebates_rebateinvoice_changelist",
    "rebates_rebateinvoice_issue", "rebates_rebateline_changelist",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_empty_and_full_for_the_back_office_and_for_no_stranger(client, page):
    url = reverse(f"admin:{page}")
    client.force_login(staff("strategy_developer", "dev@example.test"))
    assert client.get(url).status_code == 403
    client.force_login(member())
    assert client.get(url).status_code in (302, 403)
    client.force_login(staff())
    assert client.get(url).status_code == 200
    agree()
    trade(an_account())
    count_rebates(as_of=TODAY, by=None)
    assert client.get(url).status_code == 200


ACTS = ["receive", "write_off", "cancel"]


@pytest.mark.parametrize("act", ACTS)
def test_a_reader_does_nothing(client, invoice, act):
    client.force_login(staff("viewer", "vera@example.test"))
    assert client.get(reverse("admin:rebates_rebateinvoice_change", args=[invoice.pk])).status_code == 200
    assert client.post(reverse(f"admin:rebates_rebateinvoice_{act}", args=[invoice.pk])).status_code == 403


def test_an_agreement_is_written_down_given_a_new_rate_and_ended(client, olga):
    an_account()
    given = {
        "broker": BROKER, "account": "", "pattern": "XAU*", "currency": "USD", "valid_from": "2026-09-01",
        "rate": "10.5", "counting": "half", "minimum": "180",
    }  # fmt: skip
    client.post(reverse("admin:rebates_rebateagreement_open"), given)
    agreement = RebateAgreement.objects.get()
    again = client.post(reverse("admin:rebates_rebateagreement_open"), given).content.decode()
    assert "Another agreement stands" in again
    new = {"valid_from": "2026-11-01", "rate": "11", "counting": "entry", "minimum": "0"}
    client.post(reverse("admin:rebates_rebateagreement_terms", args=[agreement.pk]), new)
    page = client.get(reverse("admin:rebates_rebateagreement_change", args=[agreement.pk])).content.decode()
    assert "10.5 USD" in page
    assert "Half when it is opened, half when it is closed" in page
    client.post(
        reverse("admin:rebates_rebateagreement_end", args=[agreement.pk]), {"ended_on": "2026-12-01", "reason": "Over"}
    )
    assert RebateAgreement.objects.get().ended_on == date(2026, 12, 1)


def test_counting_is_previewed_and_only_then_posted(client, olga):
    agree()
    trade(an_account(), "10")
    url, given = reverse("admin:rebates_rebaterun_count"), {"first_on": "", "as_of": "2026-11-20"}
    preview = client.post(url, given)
    assert "70.00" in preview.content.decode()
    assert RebateRun.objects.count() == 0
    client.post(url, {**given, "previewed": preview.context["previewed"]})
    run = RebateRun.objects.get()
    assert run.ran_by == olga
    assert "not invoiced" in client.get(reverse("admin:rebates_rebaterun_change", args=[run.pk])).content.decode()
    assert "No deal of these days is left" in client.post(url, given).content.decode()


def test_the_overview_shows_what_is_owed_and_what_a_period_earned(client, olga, invoice):
    page = client.get(reverse("admin:rebates_overview"), {"start": "2026-10-01", "end": "2026-10-31"})
    text = page.content.decode()
    assert text.count("70.00") >= 3
    assert "EURUSD" in text
    empty = client.get(reverse("admin:rebates_overview"), {"start": "2026-09-01", "end": "2026-09-30"})
    assert "No deal of these days was counted." in empty.content.decode()
    assert client.get(reverse("admin:rebates_overview"), {"start": "nonsense"}).status_code == 200


def test_exports_hold_what_is_shown(client, olga, invoice):
    period = {"start": "2026-10-01", "end": "2026-10-31"}
    csv = client.get(reverse("admin:rebates_overview"), {**period, "format": "csv"}).content.decode("utf-8-sig")
    assert "EURUSD,1,10.00000000,70.00,USD" in csv
    book = load_workbook(
        io.BytesIO(client.get(reverse("admin:rebates_overview"), {**period, "format": "xlsx"}).content)
    )
    assert book.active["F2"].value == 70
    deals = client.get(reverse("admin:rebates_rebateinvoice_deals", args=[invoice.pk])).content.decode("utf-8-sig")
    assert len(deals.splitlines()) == 2
    assert "EURUSD,in,10,70,USD" in deals


def test_the_invoice_is_a_pdf(client, olga, invoice):
    answer = client.get(reverse("admin:rebates_rebateinvoice_pdf", args=[invoice.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_an_invoice_is_issued_received_with_a_difference_and_written_off_by_a_colleague(client, olga, counted):
    client.post(reverse("admin:rebates_rebateinvoice_issue"), {"of": f"USD {BROKER}", "until": ""})
    invoice = RebateInvoice.objects.get()
    receive = reverse("admin:rebates_rebateinvoice_receive", args=[invoice.pk])
    given = {"amount": "68.50", "received_on": "2026-11-20", "bank_reference": "BANK-77"}
    preview = client.post(receive, given)
    assert f"Owed by {BROKER}" in preview.content.decode()
    client.post(receive, {**given, "previewed": preview.context["previewed"]})
    invoice.refresh_from_db()
    assert invoice.state == "different"
    write_off = reverse("admin:rebates_rebateinvoice_write_off", args=[invoice.pk])
    assert "You booked what came" in client.post(write_off, {"reason": "Small"}).content.decode()
    page = client.get(reverse("admin:rebates_rebateinvoice_change", args=[invoice.pk])).content.decode()
    assert "Came too little" in page
    assert write_off not in page
    client.force_login(staff(email="rosa@example.test"))
    assert write_off in client.get(reverse("admin:approvals")).content.decode()
    preview = client.post(write_off, {"reason": "Small"})
    client.post(write_off, {"reason": "Small", "previewed": preview.context["previewed"]})
    invoice.refresh_from_db()
    assert invoice.state == "settled"


def test_an_invoice_is_taken_back_on_its_page(client, olga, invoice):
    client.post(reverse("admin:rebates_rebateinvoice_cancel", args=[invoice.pk]), {"reason": "Wrong"})
    page = client.get(reverse("admin:rebates_rebateinvoice_change", args=[invoice.pk])).content.decode()
    assert "Taken back by" in page
