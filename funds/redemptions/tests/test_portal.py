"""The portal's redemptions, walked by their owner without JavaScript; strangers find nothing."""

import html
import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.login.tests.scenes import code_now, with_app
from accounts.tests.people import member, staff
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.fees.domain.penalties import PenaltyStep
from funds.fees.tests.scenes import fees
from funds.redemptions.errors import RedemptionRefused
from funds.redemptions.models import Redemption
from funds.redemptions.services.request_redemption import request_redemption
from funds.redemptions.tests.scenes import a_request, approved, night, to_pay_to
from funds.redemptions.views.redeem import TITLES
from funds.services.fund_investment import fund_investment
from funds.services.open_investment import open_investment
from funds.tests.scenes import a_client, a_product, an_investment, usd

pytestmark = pytest.mark.django_db
ASKED, WINDOW = date(2026, 6, 1), date(2026, 6, 30)


@pytest.fixture
def investment():
    a_product(calendar=Calendar.WEEKDAYS)
    investment = an_investment(funded_on=date(2026, 4, 1), client=a_client())
    night(ASKED)
    with clock.at(ASKED):
        yield investment


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def owner(investment):
    return seen_by(with_app(member(investment.client, email="ada@example.test")))


def address(name, *arguments):
    return reverse(f"portal:{name}", args=arguments)


def answers(investment, **changed):
    given = {
        "how_much": "part", "amount": "40000", "window": "2026-06-30", "to": str(to_pay_to(investment).pk),
    }  # fmt: skip
    return {**given, **changed}


def confirm(browser, investment, **changed):
    page = address("redeem", investment.number)
    shown = browser.get(page, {**answers(investment, **changed), "step": "confirm"})
    key = re.search(r'name="request_key" value="([^"]+)"', shown.content.decode())[1]
    given = {**answers(investment, **changed), "step": "confirm", "request_key": key, "code": code_now()}
    return browser.post(page, given), given


def test_the_steps_lead_from_the_amount_to_the_request(owner, investment):
    fees(withdrawal_flat=usd("45.00"), applies_to_all=True)
    page = address("redeem", investment.number)
    first = owner.get(page)
    assert 'aria-current="step">How much' in first.content.decode()
    second = owner.get(page, {"how_much": "part", "amount": "40000", "step": "window"}).content.decode()
    assert 'aria-current="step">Window' in second
    assert "30 Jun 2026" in second
    assert 'type="hidden" name="amount" value="40000"' in second
    third = owner.get(page, {"how_much": "all", "window": "2026-06-30", "step": "get"}).content.decode()
    # 100,000.00 + 2,416.67 - 45.00.
    for figure in ("100,000.00", "2,416.67", "45.00", "102,371.67"):
        assert figure in third
    made, _ = confirm(owner, investment)
    assert made.status_code == 302
    redemption = Redemption.objects.get()
    assert (redemption.asked, redemption.window_on, redemption.state) == (usd("40000.00"), WINDOW, "requested")
    assert redemption.requested_by.email == "ada@example.test"
    listed = owner.get(address("redemptions")).content.decode()
    assert redemption.number in listed
    assert "Take it back" in listed


@pytest.mark.parametrize("changed", [{}, {"amount": "90000"}, {"how_much": "all"}], ids=str)
def test_the_same_form_sent_twice_asks_once_however_little_is_left(owner, investment, changed):
    _, given = confirm(owner, investment, **changed)
    assert owner.post(address("redeem", investment.number), given).status_code == 302
    assert "It is asked for once." in owner.get(address("redemptions")).content.decode()
    assert Redemption.objects.count() == 1


def test_a_form_that_was_sent_says_what_it_asked_for_and_not_what_is_sent_now(owner, investment):
    _, given = confirm(owner, investment)
    owner.post(address("redeem", investment.number), {**given, "amount": "50000"})
    assert "40,000.00 USD. It is asked for once." in owner.get(address("redemptions")).content.decode()
    with pytest.raises(RedemptionRefused, match="sent before"):
        request_redemption(investment=investment, amount=usd(50000), request_key=given["request_key"], by=None)
    assert owner.post(address("redeem", investment.number), {**given, "request_key": "no key"}).status_code == 422


@pytest.mark.parametrize(
    ("changed", "step", "words"),
    [
        ({"amount": "100000.01"}, "window", "all that can be asked for"),
        ({"amount": ""}, "window", "Say how much"),
        ({"amount": "0.001"}, "window", "finer than"),
        ({"amount": "-5"}, "window", "Give an amount above zero"),
        ({"window": "2026-07-01"}, "to", "Select a valid choice"),
        ({"to": "999999"}, "confirm", "Select a valid choice"),
        ({"how_much": "nothing"}, "confirm", "Select a valid choice"),
    ],
)
def test_a_wrong_answer_leads_back_to_its_step(owner, investment, changed, step, words):
    page = owner.get(address("redeem", investment.number), {**answers(investment, **changed), "step": step})
    assert page.status_code == 422
    assert words in page.content.decode()


def test_without_the_second_step_nothing_is_asked_for(owner, investment):
    given = {**answers(investment), "step": "confirm", "request_key": "7b0a4a0e-3e5c-4f0e-9a43-0d6f4f5f6a11"}
    page = owner.post(address("redeem", investment.number), {**given, "code": "000000"})
    assert "This is not a code of yours" in page.content.decode()
    assert "40000" in page.content.decode(), "what was typed is kept"
    assert not Redemption.objects.exists()


def test_going_back_never_puts_a_code_into_an_address(owner, investment):
    page = owner.get(address("redeem", investment.number), {**answers(investment), "step": "confirm"}).content.decode()
    back = re.search(r'href="(\?[^"]+step=to)"', page)[1]
    assert "code" not in back
    assert 'formmethod="get"' not in page


@pytest.mark.parametrize(("step", "before"), [("window", "amount"), ("get", "window"), ("to", "get")])
def test_enter_goes_on_and_back_keeps_what_was_answered(owner, investment, step, before):
    page = owner.get(address("redeem", investment.number), {**answers(investment), "step": step}).content.decode()
    form = re.search(r"<main.*</main>", page, re.DOTALL)[0]
    # A browser takes the first button of a form for Enter.
    assert re.findall(r'<button[^>]*name="step" value="(\w+)"', form)[0] not in ("amount", before)
    back = owner.get(address("redeem", investment.number) + html.unescape(re.search(r'href="(\?[^"]+)">Back', form)[1]))
    assert f'aria-current="step">{TITLES[before]}' in back.content.decode()
    assert 'value="40000"' in back.content.decode()


def test_the_smallest_amount_is_that_of_the_currency(owner, investment):
    field = re.search(
        r'<input[^>]*name="amount"[^>]*>', owner.get(address("redeem", investment.number)).content.decode()
    )
    assert 'min="0.01"' in field[0]
    assert 'step="0.01"' in field[0]


def test_a_request_says_that_interest_leaves_with_it(owner, investment):
    confirm(owner, investment, with_interest="on")
    assert "and the interest kept" in owner.get(address("redemptions")).content.decode()


def test_early_redemption_is_offered_only_with_its_fee(owner, investment):
    page = address("redeem", investment.number)
    given = {"how_much": "part", "amount": "40000", "step": "window"}
    assert "As soon as possible" not in owner.get(page, given).content.decode()
    fees(early_allowed=True, early_steps=[PenaltyStep(None, Decimal("0.05"))], applies_to_all=True)
    assert "As soon as possible" in owner.get(page, given).content.decode()
    shown = owner.get(page, {**given, "window": "early", "step": "get"}).content.decode()
    assert "38,000.00" in shown
    made, _ = confirm(owner, investment, window="early")
    assert made.status_code == 302
    assert Redemption.objects.get().occasion == "early"


def test_a_request_is_taken_back_by_its_owner_until_the_last_day_of_notice(owner, investment):
    redemption = a_request(investment)
    page = address("redemption_cancel", redemption.number)
    assert "goes on earning" in owner.get(page).content.decode()
    assert owner.post(page).status_code == 302
    redemption.refresh_from_db()
    assert redemption.state == "cancelled"
    assert owner.get(address("redemption_cancel", redemption.number)).url == address("redemptions")
    again = a_request(investment)
    with clock.at(date(2026, 6, 17)):
        owner.post(address("redemption_cancel", again.number))
        assert "Take it back" not in owner.get(address("redemptions")).content.decode()
    again.refresh_from_db()
    assert again.state == "requested"


def test_strangers_find_nothing_and_staff_are_shown_the_way(owner, investment):
    redemption = a_request(investment, usd("10.00"))
    stranger = seen_by(member(a_client("Bruno Sample"), email="bruno@example.test"))
    pages = (address("redeem", investment.number), address("redemption_cancel", redemption.number))
    for page in pages:
        assert owner.get(page).status_code == 200
        for send in (stranger.get, stranger.post):
            assert send(page).status_code == 404
        assert seen_by(staff(email=f"olga{len(page)}@example.test")).get(page).status_code == 403
        assert Browser().get(page).status_code == 302
    assert redemption.number not in stranger.get(address("redemptions")).content.decode()
    assert Redemption.objects.get().state == "requested"


def test_a_destination_of_somebody_else_cannot_be_chosen(owner, investment):
    other = to_pay_to(an_investment(client=a_client("Bruno Sample"), funded_on=ASKED))
    page = owner.get(address("redeem", investment.number), answers(investment, to=str(other.pk)) | {"step": "confirm"})
    assert "Select a valid choice" in page.content.decode()


def test_each_state_says_what_comes_next(owner, investment):
    redemption = a_request(investment, usd("40000.00"))
    listed = address("redemptions")
    assert "We look at it" in owner.get(listed).content.decode()
    approved(redemption)
    assert "Approved. Leaves on" in owner.get(listed).content.decode()
    night(WINDOW)
    with clock.at(WINDOW):
        assert "Set aside for you." in owner.get(listed).content.decode()
        activity = owner.get(reverse("portal:activity")).content.decode()
        assert "Redeemed, set aside to be paid" in activity
        assert "40,000.00 USD of principal set aside" in activity


def test_the_oldest_tranche_is_suggested_first(owner, investment):
    product = investment.terms.product
    with clock.at(date(2026, 3, 1)):
        opened = open_investment(
            client=investment.client, product=product, principal=usd("500.00"), tops_up=investment, by=None
        )
        fund_investment(investment=opened, received_on=date(2026, 3, 1), bank_reference="TOP-1", by=None)
    night(ASKED)
    page = owner.get(address("redemptions"))
    assert [(offer.investment.number, offer.first) for offer in page.context["offers"]] == [
        (opened.number, True),
        (investment.number, False),
    ]


def test_a_new_client_is_told_what_will_stand_here(db):
    page = seen_by(member(a_client(), email="new@example.test")).get(address("redemptions")).content.decode()
    assert "Once your money is invested" in page
    assert "You have not asked for anything yet." in page
