"""The demo's mandate has fees whatever day the demo ends on: a run that was charged, and one that waits."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from fidus.demo.fees import show_fees
from fidus.lib import clock
from funds.fees.approvals import approvals_waiting
from funds.fees.models import FeeCharge, FeeRun
from funds.fees.tests.scenes import an_account, earn
from funds.tests.scenes import a_client, a_product, an_investment


@pytest.mark.django_db
@pytest.mark.parametrize("as_of", [date(2026, 11, 21), date(2026, 10, 2), date(2026, 12, 31)])
def test_one_run_is_charged_and_one_waits(as_of):
    officer, second = (User.objects.create_user(f"{name}@example.test") for name in ("petra", "rosa"))
    with clock.at(date(2026, 4, 1)):
        product = a_product("UNLIMITED", monthly_rate=None)
        client = a_client("Umbrella Pretend Partners LLP")
    mandate = an_investment(
        "1750000.00", product=product, client=client, custom_rate="0.0275", funded_on=date(2026, 4, 19)
    )
    earn(an_account(mandate, from_on=date(2026, 4, 19)), date(2026, 6, 3), "700000.00")
    show_fees(as_of=as_of, officer=officer, second=second)
    assert [run.state for run in FeeRun.objects.order_by("until")] == ["complete", "prepared"]
    assert FeeCharge.objects.exists()
    assert not approvals_waiting(officer)
    second.is_superuser = True
    assert Decimal(approvals_waiting(second)[0].amount.amount) > 0
