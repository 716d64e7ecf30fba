from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.trail.api import events_about
from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import BadDate
from funds.fees.domain.fee_terms import Every
from funds.fees.domain.penalties import PenaltyStep
from funds.fees.errors import BadSchedule
from funds.fees.models import FeeSchedule
from funds.fees.selectors.schedules import schedule_of
from funds.fees.services.publish_schedule import publish_schedule
from funds.fees.tests.scenes import fees
from funds.models import Product
from funds.tests.scenes import OPENED, a_client, a_product, an_investment

pytestmark = pytest.mark.django_db


def publish(**terms):
    product = Product.objects.first() or a_product()
    given = {"product": product, "currency": "USD", "valid_from": OPENED, "by": None, **terms}
    with clock.at(OPENED):
        return publish_schedule(**given)


@pytest.mark.parametrize(
    "terms",
    [
        {"management_rate": Decimal(1)},
        {"management_rate": Decimal("-0.01")},
        {"withdrawal_rate": Decimal("0.0000001")},
        {"hurdle_rate": Decimal("0.04")},
        {"withdrawal_flat": Money.of(5, "EUR")},
        {"withdrawal_flat": Money.of(-5, "USD")},
        {"early_steps": [PenaltyStep(6, Decimal("0.01"))]},
        {"early_allowed": True, "early_steps": [PenaltyStep(6, Decimal("0.01")), PenaltyStep(3, Decimal("0.001"))]},
        {"charged_every": Every.YEAR},
        {"crystallised_every": Every.MONTH},
    ],
)
def test_a_schedule_that_contradicts_itself_is_refused(terms):
    with pytest.raises(BadSchedule):
        publish(**terms)
    assert not FeeSchedule.objects.exists()


def test_a_schedule_begins_today_or_later_and_follows_the_newest():
    with pytest.raises(BadDate, match="days that are over"):
        publish(valid_from=date(2025, 12, 31))
    first = publish(management_rate=Decimal("0.01"))
    with clock.at(OPENED), pytest.raises(BadDate, match="published up to"):
        publish_schedule(product=first.product, currency="USD", valid_from=OPENED, by=None)
    with clock.at(OPENED):
        # Another currency and a client's own schedule have a line of their own.
        publish_schedule(product=first.product, currency="EUR", valid_from=OPENED, by=None)
        publish_schedule(product=first.product, currency="USD", client=a_client(), valid_from=OPENED, by=None)
    assert [one.version for one in FeeSchedule.objects.order_by("version")] == [1, 2, 3]
    assert events_about(subject="BALANCE", kinds=["FeeSchedulePublished"])


def test_a_schedule_can_be_neither_changed_nor_deleted():
    publish(management_rate=Decimal("0.01"))
    for write in (lambda: FeeSchedule.objects.update(management_rate=0), FeeSchedule.objects.all().delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            write()


def test_the_schedule_in_force_day_by_day():
    """Opened on 1 Jan under the first; the second is for later ones, the third for all, the fourth for one client."""
    fees(management_rate="0.01")
    investment = an_investment()
    fees(management_rate="0.02", valid_from=date(2026, 2, 1))
    fees(management_rate="0.03", valid_from=date(2026, 3, 1), applies_to_all=True)
    fees(management_rate="0.04", valid_from=date(2026, 3, 15), applies_to_all=True, client=investment.client)
    fees(management_rate="0.05", valid_from=date(2026, 4, 1), applies_to_all=True)
    days = [date(2026, 1, 1), date(2026, 2, 15), date(2026, 3, 1), date(2026, 3, 15), date(2026, 4, 2)]
    rates = [schedule_of(investment, day).management_rate for day in days]
    assert [str(rate.normalize()) for rate in rates] == ["0.01", "0.01", "0.03", "0.04", "0.04"]
