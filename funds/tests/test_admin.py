"""The back office of funds: tried by who may act, a colleague who may look, and people who may do neither."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client as Browser
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from fidus.lib import clock
from funds.models import AccountMapping, AccrualRun, InterestPayout, Investment, OperatingCost
from funds.selectors.obligations import obligations
from funds.services.make_interest_due import make_interest_due
from funds.services.open_investment import open_investment
from funds.tests.scenes import OPENED, a_client, a_product, a_user, accrue_until, an_investment, usd
from funds.tests.test_map_account import an_account, earn
from funds.wallets.tests.scenes import pays_interest_to

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 16)


def a_browser(user: User | None) -> Browser:
    browser = Browser()
    if user is not None:
        browser.force_login(user)
    return browser


def somebody(*codenames: str) -> User:
    user = a_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="funds", codename__in=codenames))
    return user


def permissions(*, acting: bool) -> list[str]:
    everything = Permission.objects.filter(content_type__app_label="funds")
    if not acting:
        everything = everything.filter(codename__startswith="view_")
    return list(everything.values_list("codename", flat=True))


@pytest.fixture
def office():
    return a_browser(somebody(*permissions(acting=True)))


@pytest.fixture
def colleague():
    return a_browser(somebody(*permissions(acting=False)))


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def firm():
    """Two funds, a paying and a keeping client, an account that earned for one of them."""
    with clock.at(OPENED):
        core = a_product("CORE", monthly_rate="0.015")
        a_product()
    account = an_account()
    paying = an_investment(interest_mode="pay_out")
    kept = an_investment("2000.00", client=a_client("=Bruno Sample"), product=core)
    AccountMapping.objects.create(
        investment=paying, account=account, share=Decimal("0.5"), from_on=OPENED, mapped_at=clock.now()
    )
    earn(account, 1, date(2026, 3, 3), "900.10")
    accrue_until(TODAY)
    make_interest_due(as_of=TODAY, by=None)
    with clock.at(TODAY):
        pays_interest_to(paying.client)
    return paying, kept, account


def pages(paying, payout):
    return {
        reverse("admin:funds_reality"): None,
        reverse("admin:funds_investment_changelist"): None,
        reverse("admin:funds_investment_change", args=[paying.pk]): None,
        reverse("admin:funds_product_changelist"): None,
        reverse("admin:funds_product_change", args=[paying.terms.product_id]): None,
        reverse("admin:funds_accrualrun_changelist"): None,
        reverse("admin:funds_interestpayout_changelist"): None,
        reverse("admin:funds_operatingcost_changelist"): None,
        reverse("admin:funds_investment_open"): "acting",
        reverse("admin:funds_investment_open_draft", args=[paying.pk]): "acting",
        reverse("admin:funds_investment_fund", args=[paying.pk]): "acting",
        reverse("admin:funds_investment_cancel", args=[paying.pk]): "acting",
        reverse("admin:funds_investment_map", args=[paying.pk]): "acting",
        reverse("admin:funds_mapping_end", args=[paying.mappings.get().pk]): "acting",
        reverse("admin:funds_product_publish", args=[paying.terms.product_id]): "acting",
        reverse("admin:funds_accrualrun_run"): "acting",
        reverse("admin:funds_interestpayout_change", args=[payout.pk]): None,
        reverse("admin:funds_interestpayout_approve", args=[payout.pk]): "acting",
        reverse("admin:funds_interestpayout_take_back", args=[payout.pk]): "acting",
        reverse("admin:funds_interestpayout_fail", args=[payout.pk]): "acting",
        reverse("admin:funds_interestpayout_pay", args=[payout.pk]): "acting",
        reverse("admin:funds_operatingcost_book"): "acting",
    }


def test_who_sees_what(firm, office, colleague):
    outsider, nobody = a_browser(a_user("portal")), a_browser(None)
    unentitled = a_browser(somebody())
    for url, acting in pages(firm[0], InterestPayout.objects.get()).items():
        assert office.get(url).status_code == 200, url
        assert colleague.get(url).status_code == (403 if acting else 200), url
        assert unentitled.get(url).status_code == 403, url
        for browser in (outsider, nobody):
            assert browser.get(url).status_code in (302, 403), url


def test_nothing_is_changed_or_deleted_by_the_admin_itself(firm, office):
    for model in (Investment, InterestPayout, AccrualRun, OperatingCost):
        name = model._meta.model_name
        row = model.objects.order_by("pk").first()
        assert office.get(reverse(f"admin:funds_{name}_add")).status_code == 403
        if row is not None:
            assert (
                office.get(reverse(f"admin:funds_{name}_change", args=[row.pk]).replace("change", "delete")).status_code
                == 404
            )
            assert office.post(reverse(f"admin:funds_{name}_change", args=[row.pk]), {"state": "x"}).status_code in (
                403,
                405,
            )


def test_what_will_be_posted_is_shown_before_it_is(office):
    with clock.at(TODAY):
        investment = open_investment(client=a_client(), product=a_product(), principal=usd("5000.00"), by=None)
    url = reverse("admin:funds_investment_fund", args=[investment.pk])
    given = {"amount": "5000.00", "received_on": "2026-04-16", "bank_reference": "IN-1"}
    shown = office.post(url, given)
    assert [(line.debit, line.credit) for line in shown.context["lines"]] == [
        (usd("5000.00"), None),
        (None, usd("5000.00")),
    ]
    assert Investment.objects.get().state == "open"
    assert obligations([investment], as_of=TODAY)[investment.pk].total == usd(0)

    changed = office.post(url, {**given, "amount": "4000.00", "previewed": shown.context["previewed"]})
    assert changed.status_code == 200, "another amount is shown again before it is posted"
    assert Investment.objects.get().state == "open"

    assert office.post(url, {**given, "previewed": shown.context["previewed"]}).status_code == 302
    assert Investment.objects.get().state == "incubating"
    assert obligations([investment], as_of=TODAY)[investment.pk].total == usd("5000.00")


def test_a_refusal_says_that_no_money_moved(office):
    with clock.at(TODAY):
        investment = open_investment(client=a_client(), product=a_product(), principal=usd("5000.00"), by=None)
    url = reverse("admin:funds_investment_fund", args=[investment.pk])
    answer = office.post(url, {"amount": "0.01", "received_on": "2026-04-16", "bank_reference": "IN-1"})
    assert "at least" in answer.content.decode()
    assert not answer.context["lines"]


def test_an_investment_is_opened_mapped_and_cancelled_by_forms(office):
    client, product, account = a_client(), a_product(), an_account()
    opened = office.post(
        reverse("admin:funds_investment_open"),
        {"client": client.pk, "product": product.pk, "principal": "5000", "currency": "USD", "interest_mode": "keep"},
    )
    assert opened.status_code == 302
    investment = Investment.objects.get()
    assert investment.principal == usd(5000)
    mapped = office.post(
        reverse("admin:funds_investment_map", args=[investment.pk]),
        {"account": account.pk, "share": "25", "from_on": "2026-04-16"},
    )
    assert mapped.status_code == 302
    mapping = AccountMapping.objects.get()
    assert mapping.share == Decimal("0.25")
    office.post(reverse("admin:funds_mapping_end", args=[mapping.pk]), {"until_on": "2026-05-01"})
    assert AccountMapping.objects.get().until_on == date(2026, 5, 1)
    office.post(reverse("admin:funds_investment_cancel", args=[investment.pk]), {"reason": "Changed plans"})
    assert Investment.objects.get().state == "cancelled"


def test_four_eyes_hold_at_this_door_too(firm, office):
    payout = InterestPayout.objects.get()
    approve = reverse("admin:funds_interestpayout_approve", args=[payout.pk])
    pay = reverse("admin:funds_interestpayout_pay", args=[payout.pk])
    shown = office.post(approve)
    office.post(approve, {"previewed": shown.context["previewed"]})
    payout.refresh_from_db()
    assert payout.state == "approved"
    assert pay not in office.get(reverse("admin:funds_interestpayout_changelist")).content.decode()
    given = {"bank_reference": "OUT-1", "paid_on": "2026-04-16"}
    refused = office.post(pay, given)
    assert "another person" in refused.content.decode()
    other = a_browser(somebody(*permissions(acting=True)))
    assert pay in other.get(reverse("admin:funds_interestpayout_changelist")).content.decode()
    shown = other.post(pay, given)
    assert other.post(pay, {**given, "previewed": shown.context["previewed"]}).status_code == 302
    payout.refresh_from_db()
    assert (payout.state, payout.bank_reference) == ("paid", "OUT-1")


def test_costs_runs_and_terms_by_forms(firm, office):
    cost = {"reference": "R-1", "text": "Rent", "amount": "10.50", "currency": "USD", "incurred_on": "2026-04-16"}
    url = reverse("admin:funds_operatingcost_book")
    shown = office.post(url, cost)
    assert not OperatingCost.objects.exists()
    office.post(url, {**cost, "previewed": shown.context["previewed"]})
    assert OperatingCost.objects.get().amount == usd("10.50")

    with clock.at(date(2026, 4, 17)):
        assert office.post(reverse("admin:funds_accrualrun_run"), {"as_of": "2026-04-17"}).status_code == 302
    assert AccrualRun.objects.get(as_of=date(2026, 4, 17)).state == "complete"

    product = firm[0].terms.product
    terms = {
        "valid_from": "2026-05-01", "currency": "USD", "monthly_rate": "2.25", "minimum": "1000",
        "incubation_months": "1", "day_count": "ACT/365F", "window_rule": "last day of each calendar quarter",
        "notice_business_days": "5", "calendar": "TARGET (euro payment system)", "keep_allowed": "on",
    }  # fmt: skip
    assert office.post(reverse("admin:funds_product_publish", args=[product.pk]), terms).status_code == 302
    newest = product.terms_versions.order_by("-version").first()
    assert (newest.monthly_rate, newest.minimum) == (Decimal("0.0225"), usd(1000))


def test_the_page_the_partial_and_both_files_say_the_same(firm, office):
    url = reverse("admin:funds_reality")
    page = office.get(url)
    reality = page.context["reality"]
    assert reality.total.performance == usd("900.10")
    assert reality.own == usd("450.05")
    partial = office.get(url, headers={"HX-Request": "true"})
    assert "<html" not in partial.content.decode()
    assert 'id="reality"' in partial.content.decode()

    rows = list(csv.reader(io.StringIO(office.get(url, {"format": "csv"}).content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(office.get(url, {"format": "xlsx"}).content)).active
    total = next(row for row in rows if row[0] == "All funds")
    assert [Decimal(cell) for cell in total[2:8]] == [
        money.amount
        for money in (
            reality.total.owed.principal,
            reality.total.owed.accrued,
            reality.total.owed.paid_out,
            reality.total.owed.total,
            reality.total.performance,
            reality.total.net,
        )
    ]
    in_sheet = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "All funds")
    assert [Decimal(str(cell)) for cell in in_sheet[2:8]] == [Decimal(cell) for cell in total[2:8]]
    assert "'=Bruno Sample" in {row[1] for row in rows}


def test_wrong_choices_fall_back_and_one_client_can_be_looked_at(firm, office):
    url = reverse("admin:funds_reality")
    for day in ("yesterday", "0001-01-01", "9999-12-31"):
        page = office.get(url, {"as_of": day, "currency": "XXX", "by": "moon"})
        assert page.context["reality"].as_of == clock.today()
    page = office.get(url, {"client": firm[1].client.number, "by": "client"})
    assert page.context["reality"].total.owed.principal == usd("2000.00")
    assert "operating costs" not in page.content.decode().lower()


def test_lists_cost_the_same_queries_however_long(firm, office, django_assert_max_num_queries):
    for name in ("investment", "interestpayout", "accrualrun"):
        office.get(reverse(f"admin:funds_{name}_changelist"))
        with django_assert_max_num_queries(10):
            office.get(reverse(f"admin:funds_{name}_changelist"))
