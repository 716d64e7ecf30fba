"""What the calendar says will be paid is what is paid, to the cent, when the day has come."""

from datetime import date

import pytest

from fidus.lib import clock
from funds.models import InterestPayout
from funds.redemptions.tests.scenes import a_request, approved, night
from funds.solvency.domain.cash_items import CashKind
from funds.solvency.selectors.cash_ahead import cash_ahead
from funds.tests.scenes import an_investment, usd

pytestmark = pytest.mark.django_db
AS_OF, WINDOW, UNTIL = date(2026, 5, 20), date(2026, 6, 30), date(2026, 7, 31)


def ahead(as_of, kind):
    items = cash_ahead(as_of=as_of, until=UNTIL)
    return [(item.on, item.amount) for item in items if item.kind is kind]


@pytest.mark.parametrize(("mode", "amount"), [("pay_out", None), ("keep", "40000")], ids=["everything", "a part"])
def test_a_redemption_asked_for_is_paid_as_it_was_foreseen(mode, amount):
    investment = an_investment("100000.00", funded_on=date(2026, 2, 10), interest_mode=mode)
    night(AS_OF)
    with clock.at(AS_OF):
        (could,) = ahead(AS_OF, CashKind.REDEEMABLE)
        redemption = approved(a_request(investment, amount and usd(amount), window_on=WINDOW))
        (foreseen,) = ahead(AS_OF, CashKind.REQUESTED)
        interest = ahead(AS_OF, CashKind.INTEREST)
    if amount is None:
        assert foreseen == could
    night(WINDOW)
    redemption.refresh_from_db()
    assert (redemption.pay_on, redemption.net) == foreseen
    with clock.at(WINDOW):
        assert ahead(WINDOW, CashKind.REQUESTED) == [foreseen]
        later = [one for one in ahead(WINDOW, CashKind.INTEREST) if one[0] > WINDOW]
    assert later == [one for one in interest if one[0] > WINDOW]
    made_out = InterestPayout.objects.filter(investment=investment).order_by("due_on")
    assert [one.amount for one in made_out] == [money for on, money in interest if on <= WINDOW]
