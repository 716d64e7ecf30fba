"""Fees kept back from what leaves: the client gets the rest, the firm's income has them, nothing is lost."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.ledger.api import trial_balance
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.fees.domain.penalties import PenaltyStep
from funds.fees.models import FeeCharge
from funds.fees.tests.scenes import fees
from funds.models import Investment
from funds.redemptions.errors import RedemptionRefused
from funds.redemptions.models import Occasion
from funds.redemptions.services.return_redemption import return_redemption
from funds.redemptions.tests.scenes import a_request, approved, night, paid
from funds.selectors.obligations import obligations
from funds.tests.scenes import a_product, a_user, an_investment, usd

pytestmark = pytest.mark.django_db
ASKED, WINDOW = date(2026, 6, 1), date(2026, 6, 30)


@pytest.fixture
def investment():
    a_product(calendar=Calendar.WEEKDAYS)
    investment = an_investment(funded_on=date(2026, 4, 1))
    night(ASKED)
    with clock.at(ASKED):
        yield investment


def income(as_of):
    lines = trial_balance(as_of=as_of)
    return {line.code: line.credit - line.debit for line in lines if line.code.startswith("Income:")}


def test_a_withdrawal_fee_is_kept_back(investment):
    fees(withdrawal_flat=usd("45.00"), applies_to_all=True)
    redemption = approved(a_request(investment, usd("40000.00")))
    night(WINDOW)
    redemption.refresh_from_db()
    assert (redemption.charges, redemption.net) == (usd("45.00"), usd("39955.00"))
    assert income(WINDOW) == {"Income:Fees:Withdrawal:BALANCE:USD": usd("45.00")}
    charge = FeeCharge.objects.get()
    assert (charge.withheld, charge.entry, charge.subject) == (
        usd("45.00"),
        redemption.charges_entry,
        redemption.number,
    )
    with clock.at(WINDOW):
        paid(redemption)
    owed = obligations([Investment.objects.get()], as_of=WINDOW)[investment.pk]
    assert (owed.principal, owed.payable) == (usd("60000.00"), usd(0))


def test_without_a_penalty_nothing_leaves_between_the_windows(investment):
    with pytest.raises(RedemptionRefused, match="no redemption outside the windows"):
        a_request(investment, usd("10.00"), occasion=Occasion.EARLY)


def test_early_redemption_costs_its_penalty(investment):
    fees(
        early_allowed=True,
        early_steps=[PenaltyStep(12, Decimal("0.05")), PenaltyStep(None, Decimal("0.01"))],
        applies_to_all=True,
    )
    redemption = approved(a_request(investment, usd("40000.00"), occasion=Occasion.EARLY, window_on=date(2026, 6, 10)))
    night(date(2026, 6, 10))
    redemption.refresh_from_db()
    assert (redemption.state, redemption.charges, redemption.net) == ("payable", usd("2000.00"), usd("38000.00"))


def test_what_comes_back_brings_its_fees_back(investment):
    fees(withdrawal_flat=usd("45.00"), applies_to_all=True)
    redemption = approved(a_request(investment))
    night(WINDOW)
    with clock.at(WINDOW):
        paid(redemption)
        return_redemption(redemption=redemption, came_back_on=WINDOW, reason="Account closed", by=a_user())
    assert obligations([Investment.objects.get()], as_of=WINDOW)[investment.pk].total == usd("102416.67")
    assert not any(income(WINDOW).values())
    assert FeeCharge.objects.get().reversed_on == WINDOW
