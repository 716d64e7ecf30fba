"""The pages of the back office: who sees which rows, what they read there, and what each may do."""

from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.tests.people import staff
from fidus.lib import clock
from trading.decision.models import Allocation, Decision, Limit
from trading.decision.services.decide_signals import decide_signals
from trading.decision.tests.scenes import (
    NOW,
    a_signal,
    allocated,
    an_account,
    limited,
    proposer,
    second,
    shares,
    strategy_of,
)
from trading.signals.tests.scenes import a_developer

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def now():
    with clock.at(NOW):
        yield


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def page(model, what="changelist", *args):
    return reverse(f"admin:decision_{model}_{what}", args=args)


@pytest.fixture
def decision() -> Decision:
    shares()
    strategy = strategy_of(developer=a_developer("ada.dev@example.test"))
    allocated(strategy, an_account("123456.78"))
    decide_signals([a_signal(strategy, size_kind="units", size_value=Decimal(1_000_000)).pk])
    return Decision.objects.get()


def test_the_office_reads_every_figure_and_a_developer_none_of_the_accounts_money(decision):
    page_of = page("decision", "change", decision.pk)
    office = seen_by(staff("trader", "t@example.test")).get(page_of).content.decode()
    own = seen_by(decision.signal.strategy.developer).get(page_of).content.decode()
    for text in (office, own):
        assert "One position" in text
        assert "Made smaller" in text
        assert decision.instructions.get().reference in text
    assert "123,456.78 USD" in office
    assert "123,456.78" not in own


def test_developers_see_decisions_and_allocations_of_their_own_alone(decision):
    code = decision.signal.strategy.code
    own, other = seen_by(decision.signal.strategy.developer), seen_by(a_developer())
    for model, pk in (("decision", decision.pk), ("allocation", decision.allocation_id)):
        assert code in own.get(page(model)).content.decode()
        assert code not in other.get(page(model)).content.decode()
        assert code not in other.get(page(model, "change", pk), follow=True).content.decode()
    assert other.get(page("decision", "change", decision.pk)).status_code == 404
    assert own.get(page("limit")).status_code == 403


def test_clients_and_strangers_see_nothing(decision):
    for user in (None, staff("compliance_officer", "c@example.test")):
        browser = seen_by(user) if user else Browser()
        status = browser.get(page("allocation", "propose")).status_code
        assert status in {302, 403}


def test_decisions_are_found_by_outcome_and_rule(decision):
    decide_signals([a_signal(decision.signal.strategy, "UNKNOWN").pk])
    browser = seen_by(staff("trader", "t@example.test"))
    declined = browser.get(page("decision"), {"rule": "instrument"}).content.decode()
    assert "none of the broker" in declined
    assert "Less than was asked for" not in declined
    assert browser.get(page("decision", "change", 0)).status_code == 404


def test_an_allocation_is_proposed_looked_at_and_approved():
    strategy, account = strategy_of(), an_account("80000")
    form = {
        "strategy": strategy.pk, "account": account.pk, "share": "25", "size_kind": "equity percent", "size_value": "5",
        "starts_on": "", "ends_on": "", "reason": "To be tried.",
    }  # fmt: skip
    one, two = seen_by(proposer()), seen_by(second())
    assert one.post(page("allocation", "propose"), form).status_code == 302
    row = Allocation.objects.get()
    asked = two.get(page("allocation", "approve", row.pk)).content.decode()
    assert "20,000.00 USD now, of 80,000.00 USD" in asked
    assert "a second person decides" in one.post(page("allocation", "approve", row.pk)).content.decode()
    assert two.post(page("allocation", "approve", row.pk)).status_code == 302
    assert two.post(page("allocation", "end", row.pk), {"reason": "Done."}).status_code == 302
    row.refresh_from_db()
    assert row.state == "ended"


def test_bad_input_loses_nothing():
    account = an_account(environment="live", platform="mt5")
    form = {
        "strategy": strategy_of(environment="staging").pk, "account": account.pk, "share": "25",
        "size_kind": "units", "size_value": "5", "reason": "My long reason.",
    }  # fmt: skip
    answer = seen_by(proposer()).post(page("allocation", "propose"), form).content.decode()
    assert "demo and paper accounts alone" in answer
    assert "My long reason." in answer
    assert not Allocation.objects.exists()


def test_a_limit_is_proposed_and_approved_and_not_lifted_by_one():
    account = an_account()
    form = {"kind": "position", "scope": "account", "account": account.pk, "value": "7.5", "reason": "Calmer."}
    one, two = seen_by(proposer()), seen_by(second())
    assert one.post(page("limit", "propose"), form).status_code == 302
    row = Limit.objects.get()
    assert "7.5%" in two.get(page("limit", "approve", row.pk)).content.decode()
    assert two.post(page("limit", "approve", row.pk)).status_code == 302
    assert "lets more pass" in two.post(page("limit", "end", row.pk), {"reason": "Enough."}).content.decode()
    shown = one.get(page("limit")).content.decode()
    assert "most at a broker 40" in shown


def test_empty_lists_say_what_comes_next():
    browser = seen_by(proposer())
    assert "No strategy trades any account yet" in browser.get(page("allocation")).content.decode()
    assert "Nothing was decided yet" in browser.get(page("decision")).content.decode()
    assert "Nobody has set a limit" in browser.get(page("limit")).content.decode()
    limited("broker", "30")
    assert "30%" in browser.get(page("limit")).content.decode()
