"""The back office of fees: tried by who prepares, who charges, a colleague who may look, and a stranger."""

import csv
import io
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from fidus.lib import clock
from funds.fees.approvals import approvals_waiting
from funds.fees.models import FeeCharge, FeeRun, FeeSchedule
from funds.fees.services.charge_fee_run import charge_fee_run
from funds.fees.services.prepare_fee_run import prepare_fee_run
from funds.fees.services.work_fee_run import work_fee_run
from funds.fees.tests.scenes import an_account, earn, fees
from funds.tests.scenes import a_client, a_product, a_user, an_investment, usd

pytestmark = pytest.mark.django_db
TODAY, QUARTER = date(2026, 4, 2), date(2026, 3, 31)


def somebody(*, acting: bool) -> User:
    user = a_user("staff", is_staff=True)
    held = Permission.objects.filter(content_type__app_label="fees")
    user.user_permissions.set(held if acting else held.filter(codename__startswith="view_"))
    return User.objects.get(pk=user.pk)


def a_browser(user: User | None) -> Browser:
    browser = Browser()
    if user is not None:
        browser.force_login(user)
    return browser


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def preparer():
    return somebody(acting=True)


@pytest.fixture
def charger():
    return somebody(acting=True)


@pytest.fixture
def firm():
    """A mandate with both fees, billed because no interest has accrued, and a client whose name is a formula."""
    fees(management_rate="0.02", performance_rate="0.2")
    earn(an_account(an_investment()), date(2026, 2, 3), "1000.00")
    an_investment(client=a_client("=Bruno Sample"))


@pytest.fixture
def run(firm, preparer):
    return prepare_fee_run(until=QUARTER, by=preparer)


@pytest.fixture
def charged(run, charger):
    charge_fee_run(run=run, by=charger)
    work_fee_run(run=run.pk)
    return FeeCharge.objects.order_by("pk")


def address(page, *args):
    return reverse(f"admin:fees_{page}", args=args)


LISTS = ("feeschedule_changelist", "feerun_changelist", "feecharge_changelist")


@pytest.mark.parametrize("page", LISTS)
def test_lists_are_empty_with_a_next_step_and_then_full(page, preparer, charger, request):
    browser = a_browser(preparer)
    assert browser.get(address(page)).status_code == 200
    request.getfixturevalue("charged")
    assert b"BALANCE" in browser.get(address("feeschedule_changelist")).content
    assert b"INV-" in browser.get(address("feecharge_changelist")).content
    assert b"31 Mar 2026" in browser.get(address("feerun_changelist")).content.replace(b"\xc2\xa0", b" ")


def test_a_schedule_is_published_from_its_form(preparer):
    product = a_product()
    form = {
        "product": product.pk, "currency": "USD", "valid_from": "2026-04-02", "management_rate": "1.5",
        "management_base": "principal", "day_count": "ACT/365F", "charged_every": "quarter", "performance_rate": "20",
        "hurdle_rate": "4", "crystallised_every": "year", "taken_from": "interest", "withdrawal_flat": "25",
        "early_allowed": "on", "early_steps": "6: 3\n12: 1.5\nafter: 0.5",
    }  # fmt: skip
    browser = a_browser(preparer)
    assert browser.post(address("feeschedule_publish"), form).status_code == 302
    schedule = FeeSchedule.objects.get()
    assert [str(schedule.management_rate), str(schedule.hurdle_rate)] == ["0.015000", "0.040000"]
    assert [(step.below, str(step.rate)) for step in schedule.steps] == [(6, "0.03"), (12, "0.015"), (None, "0.005")]
    assert schedule.published_by == preparer
    page = browser.get(address("feeschedule_change", schedule.pk)).content.decode()
    assert "of trading gains above the high-water mark" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"early_steps": "six: 3"}, "is no step"),
        ({"early_steps": "6: 1\n12: 2"}, "falls from step to step"),
        ({"early_steps": "6: 1", "early_allowed": ""}, "belongs to a schedule that allows it"),
        ({"hurdle_rate": "4"}, "A hurdle belongs to a performance fee"),
        ({"management_rate": "100"}, "below 100 %"),
        ({"management_rate": "-1"}, "greater than or equal"),
        ({"withdrawal_flat": "0.001"}, "finer than"),
        ({"valid_from": "yesterday"}, "valid date"),
    ],
)
def test_what_is_wrong_with_a_schedule_is_said_and_nothing_lost(preparer, change, words):
    form = {
        "product": a_product().pk, "currency": "USD", "valid_from": "2026-04-02", "management_base": "principal",
        "day_count": "ACT/365F", "charged_every": "quarter", "crystallised_every": "year", "taken_from": "interest",
        "withdrawal_flat": "25", "early_allowed": "on", "early_steps": "",
    }  # fmt: skip
    page = a_browser(preparer).post(address("feeschedule_publish"), {**form, **change})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not FeeSchedule.objects.exists()


def test_a_run_is_prepared_previewed_charged_by_another_and_watched(firm, preparer, charger):
    first, second = a_browser(preparer), a_browser(charger)
    prepared = first.post(address("feerun_prepare"), {"until": "2026-03-31", "value_on": "2026-04-02"})
    run = FeeRun.objects.get()
    assert prepared.url == address("feerun_change", run.pk)
    page = first.get(prepared.url).content.decode()
    assert "You prepared this run" in page
    assert "487.67" in page
    assert address("feerun_charge", run.pk) not in page

    asked = second.get(address("feerun_charge", run.pk)).content.decode()
    assert "Show what will be posted" in asked
    preview = second.post(address("feerun_charge", run.pk))
    assert "Charge these fees" in preview.content.decode()
    assert "Income, BALANCE: management fees" in preview.content.decode()
    assert FeeRun.objects.get().state == "prepared"
    second.post(address("feerun_charge", run.pk), {"previewed": preview.context["previewed"]})
    assert FeeRun.objects.get().state == "charging"
    progress = second.get(address("feerun_change", run.pk), headers={"hx-request": "true"}).content.decode()
    assert progress.startswith('<div id="run"')
    assert "every 2s" in progress
    work_fee_run(run=run.pk)
    assert "every 2s" not in second.get(address("feerun_change", run.pk)).content.decode()
    assert FeeCharge.objects.count() == 3


def test_whoever_prepared_a_run_is_refused_by_the_page_too_and_not_shown_it(run, preparer, charger):
    browser = a_browser(preparer)
    page = browser.post(address("feerun_charge", run.pk))
    assert "a second person charges it" in page.content.decode()
    browser.post(address("feerun_charge", run.pk), {"previewed": "anything"})
    assert FeeRun.objects.get().state == "prepared"
    assert approvals_waiting(preparer) == []
    (waiting,) = approvals_waiting(charger)
    assert waiting.url == address("feerun_charge", run.pk)
    assert waiting.asked_by == str(preparer)


def test_a_day_beyond_the_calendar_prepares_nothing(firm, preparer):
    given = {"until": "9999-12-31", "value_on": "9999-12-31"}
    refused = a_browser(preparer).post(address("feerun_prepare"), given)
    assert "between the end of the fees&#x27; month and today" in refused.content.decode()


def test_a_run_is_cancelled(run, preparer):
    a_browser(preparer).post(address("feerun_cancel", run.pk))
    assert FeeRun.objects.get().state == "cancelled"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_runs_and_fees_are_exported_as_shown(charged, run, preparer, kind):
    browser = a_browser(preparer)
    for page in (address("feerun_change", run.pk), address("feecharge_changelist")):
        answer = browser.get(page, {"export": kind})
        assert f".{kind}" in answer["Content-Disposition"]
        if kind == "csv":
            lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
            assert len(lines) == 4
            assert "'=Bruno Sample" in {line[1] for line in lines} | {line[2] for line in lines}


def test_an_export_holds_what_the_filters_find_and_no_more(charged, preparer):
    answer = a_browser(preparer).get(address("feecharge_changelist"), {"export": "csv", "kind__exact": "performance"})
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 2


def test_a_fee_is_taken_back_after_a_preview_and_a_bill_is_booked_as_paid(charged, preparer):
    browser, (one, other, _) = a_browser(preparer), charged
    form = {"value_on": "2026-04-02", "reason": "Wrong rate"}
    assert address("feecharge_reverse", one.pk) in browser.get(address("feecharge_changelist")).content.decode()
    preview = browser.post(address("feecharge_reverse", one.pk), form)
    assert "What will be posted" in preview.content.decode()
    assert FeeCharge.objects.filter(reversed_on=None).count() == 3
    browser.post(address("feecharge_reverse", one.pk), {**form, "previewed": preview.context["previewed"]})
    assert FeeCharge.objects.get(pk=one.pk).reason == "Wrong rate"

    form = {"bank_reference": "FEE-77", "paid_on": "2026-04-02"}
    preview = browser.post(address("feecharge_paid", other.pk), form)
    browser.post(address("feecharge_paid", other.pk), {**form, "previewed": preview.context["previewed"]})
    assert FeeCharge.objects.get(pk=other.pk).standing == "paid"
    assert browser.get(address("feecharge_change", other.pk)).status_code == 200


def pages(run, charge):
    return [
        *(address(page) for page in (*LISTS, "feeschedule_publish", "feerun_prepare")),
        *(address(page, run.pk) for page in ("feerun_change", "feerun_charge", "feerun_cancel")),
        *(address(page, charge.pk) for page in ("feecharge_change", "feecharge_reverse", "feecharge_paid")),
    ]


def test_a_colleague_sees_and_changes_nothing_and_a_stranger_sees_nothing(charged, run):
    colleague, stranger = a_browser(somebody(acting=False)), a_browser(a_user("stranger", is_staff=True))
    for page in pages(run, charged[0]):
        acts = page.rstrip("/").split("/")[-1] in ("publish", "prepare", "charge", "cancel", "reverse", "paid")
        assert colleague.get(page).status_code == (403 if acts else 200), page
        assert stranger.get(page).status_code == 403, page
        assert a_browser(None).get(page).status_code == 302, page
    assert "/reverse/" not in colleague.get(address("feecharge_changelist")).content.decode()


def test_lists_need_the_same_queries_for_one_and_for_many(charged, preparer, django_assert_max_num_queries):
    browser = a_browser(preparer)
    for page in pages(charged[0].row.run, charged[0])[:3]:
        with django_assert_max_num_queries(16):
            browser.get(page)


def test_a_fee_of_a_redemption_cannot_be_taken_back_by_itself(charged, preparer):
    investment = charged[0].investment
    kept = FeeCharge.objects.create(
        investment=investment, kind="withdrawal", label="Withdrawal fee", currency="USD", amount_minor=100,
        withheld_minor=100, until=TODAY, value_on=TODAY, subject="redemption:1", entry=charged[0].entry,
        charged_at=clock.now(),
    )  # fmt: skip
    page = a_browser(preparer).post(address("feecharge_reverse", kept.pk), {"value_on": "2026-04-02", "reason": "x"})
    assert "take the redemption back" in page.content.decode()
    assert kept.amount == usd("1.00")
