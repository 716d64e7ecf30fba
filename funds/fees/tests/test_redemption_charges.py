from datetime import date
from decimal import Decimal

import pytest

from accounts.ledger.api import Draft, Leg, post_entry
from fidus.lib import clock
from funds.fees.domain.penalties import PenaltyStep
from funds.fees.models import FeeCharge
from funds.fees.selectors import early_redemption_allowed, redemption_charges
from funds.fees.services.record_charges import record_charges
from funds.fees.tests.scenes import by_kind, fees
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
