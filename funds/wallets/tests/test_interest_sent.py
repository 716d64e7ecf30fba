"""Interest goes where it was approved for, and back to where it may be paid again if that fails; worked by hand."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.ledger.api import balance, open_account
from accounts.tests.people import staff
from accounts.trail.api import deliver
from fidus.lib import clock
from funds.approvals import approvals_waiting, interest_that_waits
from funds.domain.calendars import Calendar
from funds.errors import IllegalState, NotWithinTerms, PayoutWaits, ReferenceUsed, SecondPersonNeeded
from funds.models import InterestPayout, Investment
from funds.selectors.obligations import obligations
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.make_interest_due import make_interest_due
from funds.services.pay_interest import pay_interest
from funds.services.reopen_interest_payout import reopen_interest_payout
from funds.services.take_back_approval import take_back_approval
from funds.tests.scenes import a_product, a_user, accrue_until, an_investment, usd
from funds.wallets.errors import BadDestination
from funds.wallets.models import Payment
from funds.wallets.services.fail_payment import fail_payment
from funds.wallets.services.retire_destination import retire_destination
from funds.wallets.tests.scenes import an_instruction, pays_interest_to

pytestmark = pytest.mark.django_db
# 100,000.00 at 2.5 % a month: 2,500.00 fell due on 1 April.
TODAY, DUE = date(2026, 4, 16), date(2026, 4, 1)
TRON = {"network": "trc20", "asset": "USDT", "address": "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"}
FIRST, SECOND = "ab" * 32, "cd" * 32


@pytest.fixture
def payout():
    a_product(calendar=Calendar.WEEKDAYS)
    an_investment(interest_mode="pay_out")
    accrue_until(TODAY)
    make_interest_due(as_of=TODAY, by=None)
    with clock.at(TODAY):
        yield InterestPayout.objects.select_related("investment__client").get()


def paid_out(payout):
    return obligations([Investment.objects.get(pk=payout.investment_id)], as_of=TODAY)[payout.investment_id].paid_out


def held(code="Assets:Bank:USD"):
    return balance(open_account(code=code, kind="asset", currency="USD"), as_of=TODAY)


def approved(payout):
    return approve_interest_payout(payout=payout, by=a_user("approver"))


def test_without_a_destination_it_waits_with_the_reason_and_nothing_is_lost(payout, client):
    with pytest.raises(PayoutWaits, match="has not said where interest in USD goes"):
        approved(payout)
    boss = staff(email="boss@example.test")
    assert approvals_waiting(boss) == []
    ((waiting, reasons),) = interest_that_waits()
    assert (waiting, reasons) == (payout, ("The client has not said where interest in USD goes.",))
    client.force_login(boss)
    home = client.get(reverse("admin:index")).text
    assert "Interest that waits" in home
    assert "has not said where interest in USD goes" in home
    page = client.get(reverse("admin:funds_interestpayout_change", args=[payout.pk])).text
    assert "Nothing is lost" in page
    pays_interest_to(payout.investment.client)
    assert interest_that_waits() == []
    assert [one.what for one in approvals_waiting(boss)] == ["Interest payment"]
    assert "to House bank (GB29…6819)" in approvals_waiting(boss)[0].about
    assert approved(payout).state == "approved"


def test_where_it_went_is_kept_whole_and_never_rewritten(payout):
    destination = pays_interest_to(payout.investment.client)
    approved(payout)
    pay_interest(payout=payout, bank_reference="OUT-1", by=a_user("payer"))
    retire_destination(destination=destination, by=a_user())
    payout.refresh_from_db()
    assert (payout.route.reference, payout.route.address) == (destination.reference, destination.address)
    assert (payout.route.holder, payout.route.label) == ("Ada Example", "House bank")
    row = InterestPayout.objects.filter(pk=payout.pk)
    for change in (
        {"destination": {"label": "Elsewhere"}}, {"amount_minor": 1}, {"approved_by": a_user()},
        {"bank_reference": "OUT-2"}, {"failed_payments": 1}, {"failed_by": a_user()},
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            row.update(**change)
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        row.update(destination=None, state="due")
    other = InterestPayout(investment=payout.investment, due_on=TODAY, pay_on=TODAY, currency="USD", amount_minor=1)
    other.state, other.approved_by, other.approved_at = "approved", a_user(), clock.now()
    with pytest.raises(IntegrityError, match="approved_for_a_destination"), transaction.atomic():
        other.save()


def test_a_payment_goes_where_it_was_approved_for_or_waits(payout):
    client = payout.investment.client
    first = pays_interest_to(client)
    approved(payout)
    other = pays_interest_to(client, **TRON)
    with pytest.raises(PayoutWaits, match=r"approved for House bank .* now goes to Wallet"):
        pay_interest(payout=payout, bank_reference="OUT-1", by=a_user("payer"))
    ((_, reasons),) = interest_that_waits()
    assert "Take the approval back" in reasons[1]
    with pytest.raises(NotWithinTerms):
        take_back_approval(payout=payout, reason=" ", by=a_user())
    take_back_approval(payout=payout, reason="He moved", by=a_user())
    payout.refresh_from_db()
    assert (payout.state, payout.approved_by, payout.destination) == ("due", None, None)
    approved(payout)
    assert payout.route.reference == other.reference
    retire_destination(destination=other, by=a_user())
    with pytest.raises(PayoutWaits, match="was retired"):
        pay_interest(payout=payout, bank_reference=FIRST, by=a_user("payer"))
    assert (paid_out(payout), first.state) == (usd(0), "active")


def test_over_a_chain_the_hash_is_recorded_and_followed_and_its_failure_reopens_the_payout(payout):
    pays_interest_to(payout.investment.client, **TRON)
    approved(payout)
    with pytest.raises(BadDestination):
        pay_interest(payout=payout, bank_reference="OUT-1", by=a_user("payer"))
    payer = a_user("payer")
    pay_interest(payout=payout, bank_reference=f"0x{FIRST.upper()}", by=payer)
    payment = Payment.objects.get()
    assert (payment.subject, payment.amount, payment.tx_hash) == (f"payout:{payout.pk}", usd("2500.00"), FIRST)
    source = "Assets:Wallets:TRC20:USDT:USD"
    assert (held(source), held(), paid_out(payout)) == (usd("-2500.00"), usd("100000.00"), usd("2500.00"))
    fail_payment(payment=payment, reason="Dropped", by=a_user("second"))
    deliver()
    deliver()
    payout = InterestPayout.objects.get()
    assert (payout.state, payout.failed_payments, payout.bank_reference) == ("approved", 1, None)
    assert (held(source), paid_out(payout)) == (usd(0), usd(0))
    with pytest.raises(ReferenceUsed, match="failed already"):
        pay_interest(payout=payout, bank_reference=FIRST, by=payer)
    pay_interest(payout=payout, bank_reference=SECOND, by=payer)
    told_again = {"payout": payout, "references": {FIRST}, "failed_on": TODAY, "reason": "Dropped", "by": None}
    assert reopen_interest_payout(**told_again) is None
    assert (InterestPayout.objects.get().state, held(source), paid_out(payout)) == (
        "paid", usd("-2500.00"), usd("2500.00"),
    )  # fmt: skip


def test_a_transfer_that_a_bank_sends_back_is_paid_again_after_a_second_person_said_so(payout):
    pays_interest_to(payout.investment.client)
    approved(payout)
    payer = a_user("payer")
    pay_interest(payout=payout, bank_reference="OUT-1", by=payer, paid_on=date(2026, 4, 2))
    failed = {"references": {"OUT-1"}, "failed_on": date(2026, 4, 9), "reason": "Account closed"}
    with pytest.raises(SecondPersonNeeded):
        reopen_interest_payout(payout=payout, by=payer, **failed)
    with pytest.raises(IntegrityError, match="whoever booked it"), transaction.atomic():
        InterestPayout.objects.update(
            state="approved", paid_by=None, paid_on=None, bank_reference=None, payment_entry=None, failed_payments=1,
            failed_by=payer,
        )  # fmt: skip
    second = a_user("second")
    assert reopen_interest_payout(payout=payout, by=second, **failed).failed_by == second
    assert reopen_interest_payout(payout=payout, by=second, **failed) is None
    assert (held(), paid_out(payout)) == (usd("100000.00"), usd(0))
    with pytest.raises(IllegalState):
        approved(payout)
    pay_interest(payout=payout, bank_reference="OUT-2", by=payer)
    assert (held(), paid_out(payout)) == (usd("97500.00"), usd("2500.00"))


def test_the_pages_show_where_it_goes_in_full_before_anybody_decides(payout, client):
    destination = pays_interest_to(payout.investment.client)
    ann, bob, cid = (staff(email=f"{name}@example.test") for name in ("ann", "bob", "cid"))
    page = {name: reverse(f"admin:funds_interestpayout_{name}", args=[payout.pk]) for name in
            ("change", "approve", "pay", "take_back", "fail")}  # fmt: skip

    def done(user, name, **given):
        client.force_login(user)
        shown = client.post(page[name], given)
        if shown.status_code == 200 and shown.context.get("previewed"):
            shown = client.post(page[name], {**given, "previewed": shown.context["previewed"]})
        return shown.status_code

    client.force_login(ann)
    for name in ("change", "approve"):
        assert destination.address in client.get(page[name]).text
    assert done(ann, "approve") == 302
    assert done(ann, "pay", bank_reference="OUT-1", paid_on="2026-04-16") == 200
    assert done(bob, "pay", bank_reference="OUT-1", paid_on="2026-04-16") == 302
    assert destination.address in client.get(page["change"]).text
    assert done(bob, "fail", reason="Sent back", failed_on="2026-04-16") == 200
    assert done(cid, "fail", reason="Sent back", failed_on="2026-04-16") == 302
    assert "Its payment failed" in client.get(page["change"]).text
    assert "Interest that waits" in client.get(reverse("admin:index")).text
    assert done(cid, "take_back", reason="Elsewhere") == 302
    payout.refresh_from_db()
    assert (payout.state, payout.failed_payments) == ("due", 1)


def test_two_words_at_once_leave_the_younger(payout):
    destination = pays_interest_to(payout.investment.client)
    an_instruction(destination)
    assert approved(payout).route.reference == destination.reference
