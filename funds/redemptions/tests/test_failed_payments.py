"""A payment that fails leads its redemption back to where it may be paid again; figures worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.ledger.api import balance, close_period, open_account, trial_balance
from accounts.trail.api import deliver, events_about
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.errors import IllegalState, ReferenceUsed
from funds.models import Investment
from funds.redemptions.models import Redemption
from funds.redemptions.services.reject_redemption import reject_redemption
from funds.redemptions.services.reopen_redemption import reopen_redemption
from funds.redemptions.services.return_redemption import return_redemption
from funds.redemptions.tests.scenes import a_request, approved, night, paid
from funds.selectors.obligations import obligations
from funds.tests.scenes import a_product, a_user, an_investment, usd
from funds.wallets.errors import BadDay, NotNow, ReasonMissing, SecondPersonNeeded
from funds.wallets.models import Payment
from funds.wallets.services.confirm_payment import confirm_payment
from funds.wallets.services.fail_payment import fail_payment
from funds.wallets.services.replace_payment import replace_payment
from funds.wallets.tests.scenes import a_destination

pytestmark = pytest.mark.django_db
# 100,000.00 at 2.5 % a month from 1 June on: on 30 June 2,416.67 of interest leave with it, 102,416.67 in all.
ASKED, WINDOW, SENT, BACK = date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 3)
ALL = usd("102416.67")


@pytest.fixture
def investment():
    a_product(calendar=Calendar.WEEKDAYS)
    investment = an_investment(funded_on=date(2026, 4, 1))
    night(ASKED)
    with clock.at(ASKED):
        yield investment


@pytest.fixture
def redemption(investment):
    """All of it, sent by bank on 1 July; it is 3 July."""
    redemption = approved(a_request(investment))
    night(WINDOW)
    with clock.at(SENT):
        paid(redemption, reference="OUT-1")
    night(BACK)
    with clock.at(BACK):
        redemption.refresh_from_db()
        yield redemption


def payment(reference="OUT-1"):
    return Payment.objects.get(tx_hash=reference)


def fails(reference="OUT-1", **told):
    """Told by the office and carried to the redemptions as the outbox carries it."""
    fail_payment(payment=payment(reference), reason="The bank sent it back", by=a_user("second"), **told)
    deliver()


def owed(investment, on=BACK):
    return obligations([Investment.objects.get(pk=investment.pk)], as_of=on)[investment.pk]


def bank(on=BACK):
    return balance(open_account(code="Assets:Bank:USD", kind="asset", currency="USD"), as_of=on)


def test_what_failed_is_payable_again_to_the_cent_and_then_paid(investment, redemption):
    assert (owed(investment).total, bank()) == (usd(0), usd("-2416.67"))
    fails()
    redemption.refresh_from_db()
    assert (redemption.state, redemption.net, redemption.failed_payments) == ("payable", ALL, 1)
    assert (redemption.paid_by, redemption.reference, redemption.payment_entry) == (None, None, None)
    assert (owed(investment).payable, owed(investment).total, bank()) == (ALL, ALL, usd("100000.00"))
    assert owed(investment, on=date(2026, 7, 2)).payable == usd(0), "it had left until it came back"
    investment.refresh_from_db()
    assert (investment.state, investment.closed_on) == ("redeeming", None)
    paid(redemption, reference="OUT-2")
    investment.refresh_from_db()
    assert (investment.state, owed(investment).total, bank()) == ("closed", usd(0), usd("-2416.67"))
    night(date(2026, 7, 20))
    assert owed(investment, on=date(2026, 7, 20)).total == usd(0), "nothing of it earned in the meantime"


def test_a_failure_that_is_told_twice_changes_nothing_twice(investment, redemption):
    fails()
    old = payment()
    with pytest.raises(NotNow):
        fails()
    assert reopen_redemption(payment=old, by=None) is None
    assert (owed(investment).payable, bank()) == (ALL, usd("100000.00"))
    redemption.refresh_from_db()
    paid(redemption, reference="OUT-2")
    # The old failure comes once more, after the next payment.
    assert reopen_redemption(payment=old, by=None) is None
    assert (Redemption.objects.get().state, owed(investment).total, bank()) == ("paid", usd(0), usd("-2416.67"))
    fails("OUT-2")
    assert (Redemption.objects.get().failed_payments, owed(investment).payable) == (2, ALL)
    assert bank() == usd("100000.00")
    assert [event.kind for event in events_about(subject=redemption.number)][:3] == [
        "RedemptionPaymentFailed", "RedemptionPaid", "RedemptionPaymentFailed",
    ]  # fmt: skip


def test_a_reference_that_failed_pays_nothing(redemption):
    fails()
    redemption.refresh_from_db()
    with pytest.raises(ReferenceUsed, match="failed already"):
        paid(redemption, reference="OUT-1")
    assert Redemption.objects.get().state == "payable"


def test_what_the_bank_confirmed_may_still_come_back_and_never_before_it_left(investment, redemption):
    confirm_payment(payment=payment(), reason="Line 3", by=a_user())
    with pytest.raises(BadDay):
        fails(failed_on=date(2026, 7, 4))
    fails(failed_on=date(2026, 6, 1))
    assert owed(investment, on=SENT).payable == ALL
    assert payment().failed_on == date(2026, 6, 1)


def test_in_closed_books_it_is_back_from_today_on(investment, redemption):
    close_period(until=date(2026, 7, 2), by=None)
    fails(failed_on=date(2026, 7, 2))
    assert owed(investment, on=date(2026, 7, 2)).payable == usd(0)
    assert owed(investment).payable == ALL


def test_four_eyes_and_a_reason_say_that_it_failed(redemption):
    row = payment()
    with pytest.raises(SecondPersonNeeded):
        fail_payment(payment=row, reason="Gone", by=row.recorded_by)
    with pytest.raises(ReasonMissing):
        fail_payment(payment=row, reason=" ", by=a_user())
    with pytest.raises(IntegrityError, match="failed_by_a_second_person"), transaction.atomic():
        Payment.objects.update(state="failed", failed_by=row.recorded_by, failed_on=BACK)


def test_what_stands_of_a_payment_is_undone_by_its_failure_only(redemption):
    row = Redemption.objects.filter(pk=redemption.pk)
    nothing = {"paid_by": None, "paid_on": None, "reference": None, "payment_entry": None}
    for change in (
        {"failed_payments": 1},
        {"reference": "OUT-9"},
        {"state": "returned", "ended_at": clock.now(), "reason": "x", **nothing},
        {"state": "payable", **nothing},
        {"state": "payable", "failed_payments": 2, **nothing},
    ):
        with pytest.raises(IntegrityError, match=r"cannot be changed|paid_has_reference"), transaction.atomic():
            row.update(**change)
    with pytest.raises(IntegrityError, match="payable_is_not_paid"), transaction.atomic():
        row.update(state="payable", failed_payments=1)


def test_after_a_failure_it_may_be_rejected_and_earns_again(investment, redemption):
    fails()
    redemption.refresh_from_db()
    with pytest.raises(IllegalState):
        return_redemption(redemption=redemption, came_back_on=BACK, reason="x", by=a_user())
    reject_redemption(redemption=redemption, reason="The account is gone", by=a_user())
    assert (owed(investment).principal, owed(investment).payable) == (usd("100000.00"), usd(0))
    assert bank() == usd("100000.00")


def test_money_that_went_back_into_the_investment_is_not_payable_too(investment, redemption):
    return_redemption(redemption=redemption, came_back_on=BACK, reason="Account closed", by=a_user())
    fails()
    assert (Redemption.objects.get().state, owed(investment).payable) == ("returned", usd(0))
    assert bank() == usd("100000.00")


def test_a_transaction_sent_again_with_a_higher_fee_fails_under_its_last_hash(investment):
    coins = a_destination(investment.client, network="btc", asset="BTC")
    redemption = approved(a_request(investment, usd("40000.00"), destination=coins))
    night(WINDOW)
    with clock.at(WINDOW):
        paid(redemption, reference="ab" * 32, quantity=Decimal("0.4"))
        new = replace_payment(payment=payment("ab" * 32), tx_hash="cd" * 32, by=a_user())
        fails("cd" * 32)
        assert new.subject == redemption.number
        assert (Redemption.objects.get().state, owed(investment, on=WINDOW).payable) == ("payable", usd("40000.00"))
        wallet = open_account(code="Assets:Wallets:BTC:BTC:USD", kind="asset", currency="USD")
        assert balance(wallet, as_of=WINDOW) == usd(0)


@given(st.lists(st.sampled_from(["pay", "fail", "fail again", "told again"]), max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_fails_how_often_the_client_and_the_bank_are_right_to_the_cent(redemption, steps):
    with transaction.atomic():
        sent = True
        for number, step in enumerate(steps):
            newest = Payment.objects.latest("pk")
            row = Redemption.objects.get()
            if step == "pay" and not sent:
                paid(row, reference=f"TRY-{number}")
                sent = True
            elif step == "fail" and sent:
                fail_payment(payment=newest, reason="Dropped", by=a_user())
                reopen_redemption(payment=newest, by=None)
                sent = False
            elif step == "fail again" and not sent:
                with pytest.raises(NotNow):
                    fail_payment(payment=newest, reason="Dropped", by=a_user())
            elif step == "told again":
                for old in Payment.objects.filter(state="failed"):
                    reopen_redemption(payment=old, by=None)
            assert Redemption.objects.get().state == ("paid" if sent else "payable")
            assert owed(row.investment).total == (usd(0) if sent else ALL)
            assert bank() == (usd("-2416.67") if sent else usd("100000.00"))
            assert sum((line.debit - line.credit).minor for line in trial_balance(as_of=BACK)) == 0
        transaction.set_rollback(True)


def test_the_office_finds_it_at_home_and_on_its_page(client, redemption):
    fails()
    client.force_login(a_user("boss", is_staff=True, is_superuser=True))
    assert "Redemptions to pay again" in client.get(reverse("admin:index")).content.decode()
    page = client.get(reverse("admin:redemptions_redemption_change", args=[redemption.pk])).content.decode()
    assert "Its payment failed" in page
    assert "The bank sent it back" in page
    assert "OUT-1" in page
    client.force_login(a_user("clerk", is_staff=True))
    assert "Redemptions to pay again" not in client.get(reverse("admin:index")).content.decode()


def test_the_form_asks_when_it_came_back(client, redemption):
    client.force_login(a_user("boss", is_staff=True, is_superuser=True))
    url = reverse("admin:wallets_payment_fail", args=[payment().pk])
    assert "Back with us on" in client.get(url).content.decode()
    assert client.post(url, {"failed_on": "2026-07-02"}).status_code == 200
    assert payment().state == "recorded"
    client.post(url, {"failed_on": "2026-07-02", "reason": "Returned, account closed"})
    row = payment()
    assert (row.state, row.failed_on, row.reason) == ("failed", date(2026, 7, 2), "Returned, account closed")
