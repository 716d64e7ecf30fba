from datetime import date
from decimal import Decimal

import pytest

from accounts.ledger.api import Draft, Leg, open_account, post_entry, reverse_entry
from fidus.lib import clock
from funds.fees.domain.fee_terms import TakenFrom
from funds.fees.domain.penalties import PenaltyStep
from funds.fees.models import FeeCharge
from funds.fees.selectors import early_redemption_allowed, redemption_charges
from funds.fees.selectors.due import fees_due
from funds.fees.services.accrue_fees import accrue_fees
from funds.fees.services.charge_fee_run import charge_fee_run
from funds.fees.services.prepare_fee_run import prepare_fee_run
from funds.fees.services.record_charges import record_charges
from funds.fees.services.undo_charges import undo_charges
from funds.fees.services.work_fee_run import work_fee_run
from funds.fees.tests.scenes import an_account, by_kind, earn, fees
from funds.tests.scenes import a_user, an_investment, usd

pytestmark = pytest.mark.django_db
STEPS = (PenaltyStep(6, Decimal("0.03")), PenaltyStep(12, Decimal("0.015")), PenaltyStep(None, Decimal("0.005")))


def test_a_fund_without_fees_charges_nothing_and_keeps_its_windows():
    investment = an_investment()
    assert redemption_charges(investment, usd(5000), as_of=date(2026, 4, 1), early=True) == []
    assert not early_redemption_allowed(investment, as_of=date(2026, 4, 1))


def test_withdrawal_and_penalty_by_hand():
    """20,000: 25.00 flat and 0.1 % are 45.00; after 3 whole months the penalty is 3 %, 600.00."""
    investment = an_investment()
    fees(
        withdrawal_flat=usd("25.00"),
        withdrawal_rate="0.001",
        early_allowed=True,
        early_steps=STEPS,
        valid_from=date(2025, 1, 1),
    )
    assert early_redemption_allowed(investment, as_of=date(2026, 4, 1))
    early = redemption_charges(investment, usd(20000), as_of=date(2026, 4, 1), early=True)
    assert by_kind(early) == {"withdrawal": usd("45.00"), "early_redemption": usd("600.00")}
    later = redemption_charges(investment, usd(20000), as_of=date(2026, 7, 1), early=True)
    assert by_kind(later)["early_redemption"] == usd("300.00")
    assert by_kind(redemption_charges(investment, usd(20000), as_of=date(2026, 4, 1), early=False)) == {
        "withdrawal": usd("45.00")
    }


def test_fees_are_never_more_than_what_leaves():
    investment = an_investment()
    fees(withdrawal_flat=usd("25.00"), early_allowed=True, early_steps=STEPS)
    charges = redemption_charges(investment, usd("25.30"), as_of=date(2026, 4, 1), early=True)
    assert by_kind(charges) == {"withdrawal": usd("25.00"), "early_redemption": usd("0.30")}


def test_charges_are_recorded_once_for_an_entry():
    investment, rosa = an_investment(), a_user()
    fees(withdrawal_rate="0.01")
    with clock.at(date(2026, 4, 1)):
        charges = redemption_charges(investment, usd(1000), as_of=date(2026, 4, 1), early=False)
        (charge,) = charges
        legs = (Leg(investment.principal_account, usd("10.00")), Leg(charge.account, -usd("10.00")))
        draft = Draft("redemption:1", "redemption", "Redemption 1", date(2026, 4, 1), date(2026, 4, 1), legs)
        entry = post_entry(draft, by=rosa).entry
        first = record_charges(charges, investment=investment, subject="redemption:1", entry=entry, by=rosa)
        again = record_charges(charges, investment=investment, subject="redemption:1", entry=entry, by=rosa)
    assert first == again == list(FeeCharge.objects.all())
    assert (first[0].amount, first[0].withheld, first[0].charged_by) == (usd("10.00"), usd("10.00"), rosa)


def leaves(investment, amount, day, *, back=False):
    """Principal leaves, or comes back, as a redemption posts it."""
    bank = open_account(code="Assets:Bank:USD", kind="asset", currency="USD", label="The firm's bank")
    money = -amount if back else amount
    legs = (Leg(investment.principal_account, money), Leg(bank, -money))
    with clock.at(day):
        key = f"redemption:{investment.number}:{day}:{back}"
        return post_entry(Draft(key, "redemption", "Redemption", day, day, legs), by=None).entry


def test_who_leaves_pays_on_its_part_of_the_gain_and_who_stays_on_the_rest():
    """Of 8,000.00 gained a quarter of the capital leaves on 20 March: 400.00; at the quarter's end 1,200.00 are due."""
    fees(performance_rate="0.2")
    investment = an_investment()
    earn(an_account(investment), date(2026, 2, 3), "8000.00")
    with clock.at(date(2026, 3, 20)):
        accrue_fees(as_of=date(2026, 3, 20), by=None)
        charges = redemption_charges(investment, usd(25000), as_of=date(2026, 3, 20), early=False)
    assert by_kind(charges) == {"performance": usd("400.00")}
    leaves(investment, usd(25000), date(2026, 3, 20))
    with clock.at(date(2026, 4, 2)):
        due = fees_due([investment], until=date(2026, 3, 31), value_on=date(2026, 4, 2))
    assert [fee.amount for fee in due] == [usd("1200.00")]


def test_who_left_after_the_quarter_but_before_its_run_is_not_asked_twice():
    fees(performance_rate="0.2")
    investment = an_investment()
    earn(an_account(investment), date(2026, 2, 3), "8000.00")
    with clock.at(date(2026, 4, 5)):
        accrue_fees(as_of=date(2026, 4, 5), by=None)
        leaves(investment, usd(25000), date(2026, 4, 3))
        due = fees_due([investment], until=date(2026, 3, 31), value_on=date(2026, 4, 5))
    assert [fee.amount for fee in due] == [usd("1200.00")]


def test_a_loss_comes_back_with_the_principal_that_came_back():
    fees(performance_rate="0.2")
    investment = an_investment()
    account = an_account(investment)
    earn(account, date(2026, 2, 3), "-3000.00")
    leaves(investment, usd(100000), date(2026, 2, 10))
    leaves(investment, usd(100000), date(2026, 2, 14), back=True)
    earn(account, date(2026, 3, 3), "2000.00")
    with clock.at(date(2026, 4, 2)):
        accrue_fees(as_of=date(2026, 4, 2), by=None)
        assert fees_due([investment], until=date(2026, 3, 31), value_on=date(2026, 4, 2)) == []
        earn(account, date(2026, 3, 4), "1500.00")
        (fee,) = fees_due([investment], until=date(2026, 3, 31), value_on=date(2026, 4, 2))
    assert fee.amount == usd("100.00")


def test_who_leaves_for_good_settles_the_management_fee_and_the_bills_and_gets_them_back_with_the_redemption():
    """487.67 billed for the quarter; by 10 April another 10 days, 54.80 (542.47 in all)."""
    fees(management_rate="0.02", taken_from=TakenFrom.BILL)
    investment, rosa, sven = an_investment(), a_user("rosa"), a_user("sven")
    day = date(2026, 4, 10)
    with clock.at(day):
        run = prepare_fee_run(until=date(2026, 3, 31), by=rosa)
        charge_fee_run(run=run, by=sven)
        work_fee_run(run=run.pk)
        charges = redemption_charges(investment, usd(100000), as_of=day, early=False)
        assert by_kind(charges) == {"management": usd("54.80"), "bills": usd("487.67")}
        assert by_kind(redemption_charges(investment, usd(99999), as_of=day, early=False)) == {}
        legs = [Leg(investment.principal_account, usd("542.47"))]
        legs += [Leg(charge.account, -charge.amount) for charge in charges]
        entry = post_entry(Draft("redemption:9", "redemption", "Redemption", day, day, tuple(legs)), by=rosa).entry
        record_charges(charges, investment=investment, subject="RED-9", entry=entry, by=rosa)
        assert [charge.standing for charge in FeeCharge.objects.order_by("pk")] == ["paid", "charged"]
        back = reverse_entry(entry, key="redemption:9:back", value_on=day, by=rosa, reason="Came back").entry
        again = {"investment": investment, "entry": entry, "reversal_entry": back, "value_on": day, "by": rosa}
        undo_charges(reason="Came back", **again)
        assert undo_charges(reason="Came back", **again) == []
        assert [charge.standing for charge in FeeCharge.objects.order_by("pk")] == ["billed", "reversed"]
        assert redemption_charges(investment, usd(100000), as_of=day, early=False) == charges
