from datetime import date
from decimal import Decimal

import pytest

from accounts.ledger.api import balances, close_period, open_account
from accounts.trail.api import events_about
from compliance.models import KycCase
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.errors import (
    BadDate,
    IllegalState,
    MayNotInvest,
    NotInvited,
    NotOffered,
    NotWithinTerms,
    ReferenceUsed,
)
from funds.models import Investment, Product
from funds.services.cancel_investment import cancel_investment
from funds.services.draft_investment import draft_investment
from funds.services.fund_investment import fund_investment
from funds.services.offer_standard_products import offer_standard_products
from funds.services.open_investment import open_draft, open_investment
from funds.services.publish_terms import publish_terms
from funds.tests.scenes import OPENED, a_client, a_product, a_user, an_investment, usd

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_new_years_day():
    with clock.at(OPENED):
        yield


def opened(**fields):
    given = {"principal": usd("1000.00"), "by": None, **fields}
    if "client" not in given:
        given["client"] = a_client()
    if "product" not in given:
        given["product"] = Product.objects.filter(code="BALANCE").first() or a_product()
    return open_investment(**given)


def bank() -> int:
    return open_account(code="Assets:Bank:USD", kind="asset", currency="USD")


def test_an_investment_opened_has_a_number_and_waits_for_money():
    investment = opened()
    assert investment.state == "open"
    assert investment.number.startswith("INV-")
    assert len(investment.ledger_accounts) == 3
    kinds = {event.kind for event in events_about(subject=investment.number)}
    assert kinds == {"InvestmentDrafted", "InvestmentOpened"}


def test_without_clearance_nothing_is_opened_but_a_draft_can_be_written():
    client, product = a_client(cleared=False), a_product()
    with pytest.raises(MayNotInvest, match="KYC"):
        opened(client=client, product=product)
    draft = draft_investment(client=client, product=product, principal=usd(5), by=None)
    with pytest.raises(MayNotInvest):
        open_draft(investment=draft, by=None)
    assert draft.state == "draft"


def test_without_clearance_no_money_is_booked():
    investment = opened()
    KycCase.objects.filter(client=investment.client).update(state="collecting", cleared_by=None, cleared_at=None)
    with pytest.raises(MayNotInvest):
        fund_investment(investment=investment, received_on=OPENED, bank_reference="B-1", by=None)
    assert not balances([bank()], as_of=OPENED)[bank()]


def test_an_investment_keeps_the_terms_it_was_opened_under():
    product = a_product()
    before = opened(product=product)
    publish_terms(
        product=product,
        valid_from=OPENED,
        minimum=usd(1),
        monthly_rate=Decimal("0.020"),
        day_count=DayCount.THIRTY_360,
        by=None,
    )
    after = opened(product=product)
    assert (before.terms.version, before.monthly_rate) == (1, Decimal("0.025"))
    assert (after.terms.version, after.monthly_rate) == (2, Decimal("0.020"))


def test_terms_of_tomorrow_are_not_in_force_today():
    product = a_product()
    publish_terms(
        product=product,
        valid_from=date(2026, 1, 2),
        minimum=usd(1),
        monthly_rate=Decimal("0.020"),
        day_count=DayCount.THIRTY_360,
        by=None,
    )
    assert opened(product=product).terms.version == 1


def test_terms_are_published_forwards_only():
    product = a_product()
    with pytest.raises(BadDate):
        publish_terms(
            product=product,
            valid_from=date(2020, 1, 1),
            minimum=usd(1),
            monthly_rate=Decimal("0.020"),
            day_count=DayCount.THIRTY_360,
            by=None,
        )


def test_less_than_the_minimum_is_refused():
    with pytest.raises(NotWithinTerms, match="at least"):
        opened(product=a_product(minimum=1001))


def test_handling_that_the_terms_do_not_allow_is_refused():
    with pytest.raises(NotWithinTerms, match="Paid out"):
        opened(product=a_product(pay_out_allowed=False), interest_mode="pay_out")


def test_a_currency_without_terms_is_not_offered():
    with pytest.raises(NotOffered):
        opened(principal=Money.of(1000, "EUR"))


def test_a_fund_by_invitation_needs_an_agreed_rate_and_no_other_takes_one():
    unlimited = a_product("UNLIMITED", monthly_rate=None)
    with pytest.raises(NotInvited):
        opened(product=unlimited)
    with pytest.raises(NotInvited):
        opened(custom_rate=Decimal("0.05"))
    assert opened(product=unlimited, custom_rate=Decimal("0.05")).monthly_rate == Decimal("0.05")


def test_funding_posts_the_money_and_starts_incubation():
    investment = an_investment("1263485.40")
    assert (investment.state, investment.earns_from) == ("incubating", date(2026, 3, 1))
    figures = balances([bank(), investment.principal_account], as_of=OPENED)
    assert figures == {bank(): usd("1263485.40"), investment.principal_account: usd("-1263485.40")}


def test_the_same_money_is_never_booked_twice():
    investment = opened()
    money = {"received_on": OPENED, "bank_reference": "B-7", "by": None}
    fund_investment(investment=investment, **money)
    again = fund_investment(investment=investment, **money)
    assert again.state == "incubating"
    with pytest.raises(ReferenceUsed, match=investment.number):
        fund_investment(investment=opened(product=Product.objects.get()), **money)
    with pytest.raises(ReferenceUsed):
        fund_investment(investment=investment, amount=usd("999.00"), **money)
    with pytest.raises(IllegalState):
        fund_investment(investment=investment, received_on=OPENED, bank_reference="B-8", by=None)
    assert balances([bank()], as_of=OPENED)[bank()] == usd("1000.00")


def test_what_came_in_becomes_the_principal():
    investment = fund_investment(
        investment=opened(), amount=usd("975.50"), received_on=OPENED, bank_reference="B-9", by=None
    )
    assert investment.principal == usd("975.50")


@pytest.mark.parametrize("amount", [usd(9), Money.of(1000, "EUR")])
def test_too_little_or_another_currency_is_not_booked(amount):
    investment = opened(product=a_product(minimum=10))
    with pytest.raises(NotWithinTerms):
        fund_investment(investment=investment, amount=amount, received_on=OPENED, bank_reference="B", by=None)


def test_money_is_booked_neither_before_it_comes_nor_into_closed_books():
    investment = opened()
    with pytest.raises(BadDate, match="come"):
        fund_investment(investment=investment, received_on=date(2026, 1, 2), bank_reference="B", by=None)
    close_period(until=date(2025, 12, 31), by=None)
    with pytest.raises(BadDate, match="closed"):
        fund_investment(investment=investment, received_on=date(2025, 12, 31), bank_reference="B", by=None)
    investment.refresh_from_db()
    assert investment.state == "open"


def test_cancelling_needs_a_reason_and_no_money():
    investment = opened()
    with pytest.raises(NotWithinTerms):
        cancel_investment(investment=investment, reason=" ", by=None)
    assert cancel_investment(investment=investment, reason="Changed plans", by=a_user()).state == "cancelled"
    with pytest.raises(IllegalState):
        cancel_investment(investment=an_investment(product=Product.objects.get()), reason="Too late", by=None)


def test_who_comes_second_is_told_that_somebody_was_quicker():
    investment = opened()
    stale = Investment.objects.get(pk=investment.pk)
    cancel_investment(investment=investment, reason="Changed plans", by=None)
    with pytest.raises(IllegalState, match="no longer"):
        cancel_investment(investment=stale, reason="Changed plans", by=None)


def test_the_four_funds_are_offered_once():
    first = offer_standard_products(valid_from=date(2020, 1, 1), by=None)
    again = offer_standard_products(valid_from=date(2020, 1, 1), by=None)
    assert [product.code for product in again] == ["CORE", "BALANCE", "DYNAMIC", "UNLIMITED"]
    assert [product.terms_versions.count() for product in first] == [1, 1, 1, 1]
