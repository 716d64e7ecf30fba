"""The back office of redemptions: who may act, a colleague who may look, and people who may do neither."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.models import Investment
from funds.redemptions.approvals import approvals_waiting, checks_waiting
from funds.redemptions.models import Redemption
from funds.redemptions.selectors import by_currency, coming_redemptions, windows_ahead
from funds.redemptions.tests.scenes import a_request, approved, night, paid, to_pay_to
from funds.tests.scenes import a_product, a_user, an_investment, usd

pytestmark = pytest.mark.django_db
ASKED, WINDOW = date(2026, 6, 1), date(2026, 6, 30)
STEPS = ("check", "approve", "pay", "return", "cancel", "reject")
APPS = ("funds", "redemptions", "wallets")


def somebody(*, acting: bool, see: bool = True) -> User:
    user = a_user("staff", is_staff=True)
    held = Permission.objects.filter(content_type__app_label__in=APPS)
    held = held if acting else held.filter(codename__startswith="view_")
    user.user_permissions.set(held if see else [])
    return user


def a_browser(user: User | None) -> Browser:
    browser = Browser()
    if user is not None:
        browser.force_login(user)
    return browser


@pytest.fixture
def investment():
    a_product(calendar=Calendar.WEEKDAYS)
    investment = an_investment(funded_on=date(2026, 4, 1))
    night(ASKED)
    with clock.at(ASKED):
        yield investment


def url(name: str, *arguments: object) -> str:
    return reverse(f"admin:redemptions_{name}", args=arguments)


def send(browser: Browser, address: str, **given: object):
    """What a person does: look at what will be posted, then confirm."""
    shown = browser.post(address, given)
    if shown.status_code == 200 and shown.context["previewed"]:
        return browser.post(address, {**given, "previewed": shown.context["previewed"]})
    return shown


def test_who_sees_what(investment):
    redemption = a_request(investment)
    pages = {
        url("redemption_changelist"): False,
        url("redemption_change", redemption.pk): False,
        url("windows"): False,
        url("redemption_request", investment.pk): True,
        **{url(f"redemption_{step}", redemption.pk): True for step in STEPS},
    }
    office, colleague = a_browser(somebody(acting=True)), a_browser(somebody(acting=False))
    unentitled, client, nobody = a_browser(somebody(acting=True, see=False)), a_browser(a_user()), a_browser(None)
    for page, acting in pages.items():
        assert office.get(page).status_code == 200, page
        assert colleague.get(page).status_code == (403 if acting else 200), page
        assert unentitled.get(page).status_code == 403, page
        for browser in (client, nobody):
            assert browser.get(page).status_code in (302, 403), page
    check = url("redemption_check", redemption.pk)
    assert check in office.get(url("redemption_changelist")).content.decode()
    assert check not in colleague.get(url("redemption_changelist")).content.decode()
    deleting = url("redemption_change", redemption.pk).replace("/change/", "/delete/")
    assert office.get(deleting).status_code == 404
    assert office.get(url("redemption_add")).status_code == 403


def test_a_redemption_goes_through_the_office_with_four_eyes_at_this_door_too(investment):
    ann, bob, cid = (somebody(acting=True) for _ in range(3))
    destination = to_pay_to(investment)
    asked = {"how_much": "part", "amount": "40000", "occasion": "window", "destination": destination.pk}
    assert send(a_browser(ann), url("redemption_request", investment.pk), **asked).status_code == 302
    redemption = Redemption.objects.get()
    assert [one.url for one in checks_waiting(bob)] == [url("redemption_check", redemption.pk)]
    send(a_browser(bob), url("redemption_check", redemption.pk), destination=destination.pk)
    assert not approvals_waiting(ann)
    assert not approvals_waiting(bob)
    assert [one.amount for one in approvals_waiting(cid)] == [usd("-40000.00")]
    for person in (ann, bob):
        refused = send(a_browser(person), url("redemption_approve", redemption.pk))
        assert "another person approves it" in refused.content.decode()
    shown = a_browser(cid).post(url("redemption_approve", redemption.pk))
    assert [(line.debit, line.credit) for line in shown.context["lines"]] == [
        (usd("40000.00"), None),
        (None, usd("40000.00")),
    ]
    send(a_browser(cid), url("redemption_approve", redemption.pk))
    redemption.refresh_from_db()
    assert redemption.state == "approved"
    night(WINDOW)
    with clock.at(WINDOW):
        given = {"reference": "OUT-1", "paid_on": "2026-06-30"}
        refused = send(a_browser(cid), url("redemption_pay", redemption.pk), **given)
        assert "another person books" in refused.content.decode()
        assert send(a_browser(bob), url("redemption_pay", redemption.pk), **given).status_code == 302
        redemption.refresh_from_db()
        assert (redemption.state, redemption.reference) == ("paid", "OUT-1")
        back = {"reason": "Account closed", "came_back_on": "2026-06-30"}
        assert send(a_browser(ann), url("redemption_return", redemption.pk), **back).status_code == 302
    redemption.refresh_from_db()
    assert redemption.state == "returned"


def test_the_page_says_what_is_expected_to_be_sent(investment):
    redemption = a_request(investment)
    page = a_browser(somebody(acting=True)).get(url("redemption_change", redemption.pk))
    # 29 of 30 days: 2,416.67 of interest.
    assert page.context["expected"].net == usd("102416.67")
    assert "102,416.67" in page.content.decode()


def test_cancelling_and_rejecting_ask_for_a_reason(investment):
    office = a_browser(somebody(acting=True))
    for step, state in (("cancel", "cancelled"), ("reject", "rejected")):
        redemption = a_request(investment)
        assert send(office, url(f"redemption_{step}", redemption.pk), reason="").status_code == 200
        assert send(office, url(f"redemption_{step}", redemption.pk), reason="Changed plans").status_code == 302
        redemption.refresh_from_db()
        assert redemption.state == state


def test_bad_input_is_said_at_its_field_and_keeps_what_was_typed(investment):
    office = a_browser(somebody(acting=True))
    page = office.post(url("redemption_request", investment.pk), {"how_much": "part", "occasion": "window"})
    assert "Say how much." in page.content.decode()
    given = {"how_much": "part", "amount": "100000.01", "occasion": "window"}
    page = office.post(url("redemption_request", investment.pk), given)
    assert "can be asked for, not 100,000.01 USD" in page.content.decode()
    assert 'value="100000.01"' in page.content.decode()
    assert not Redemption.objects.exists()


def test_windows_show_what_could_leave_and_what_was_asked_for(investment, django_assert_max_num_queries):
    first = a_request(investment, usd("30000.00"))
    lines = windows_ahead(as_of=ASKED, months=7)
    assert [(line.opens_on, line.redeemable, line.requested) for line in lines] == [
        (WINDOW, usd("100000.00"), usd("30000.00")),
        (date(2026, 9, 30), usd("100000.00"), usd(0)),
        (date(2026, 12, 31), usd("100000.00"), usd(0)),
    ]
    assert by_currency(lines)[0].requests == [first.number]
    with django_assert_max_num_queries(2):
        windows_ahead(as_of=ASKED, months=7)
    page = a_browser(somebody(acting=False)).get(url("windows")).content.decode()
    assert "30,000.00" in page
    assert first.number in page
    csv = a_browser(somebody(acting=False)).get(url("windows"), {"format": "csv"}).content.decode()
    assert "30000.00" in csv


def test_what_is_coming_is_told_to_whoever_plans_cash(investment):
    redemption = approved(a_request(investment))
    (line,) = coming_redemptions(start=ASKED, end=WINDOW)
    assert (line.number, line.amount, line.window_on, line.state) == (
        redemption.number, usd("100000.00"), WINDOW, "approved",
    )  # fmt: skip
    night(WINDOW)
    (line,) = coming_redemptions(start=date(2026, 7, 5), end=date(2026, 7, 31))
    assert (line.amount, line.pay_on, line.state) == (usd("102416.67"), date(2026, 7, 5), "payable")
    with clock.at(WINDOW):
        paid(redemption)
    assert not coming_redemptions(start=ASKED, end=date(2027, 1, 1))


def test_a_top_up_is_opened_at_the_investment_and_shown_with_it(investment):
    office = a_browser(somebody(acting=True))
    address = reverse("admin:funds_investment_top_up", args=[investment.pk])
    assert send(office, address, principal="5000", interest_mode="keep").status_code == 302
    top_up = Investment.objects.get(tops_up=investment)
    assert (top_up.state, top_up.principal, top_up.terms) == ("open", usd("5000.00"), investment.terms)
    for one in (investment, top_up):
        page = office.get(reverse("admin:funds_investment_change", args=[one.pk])).content.decode()
        assert "Tranches" in page
        assert top_up.number in page
