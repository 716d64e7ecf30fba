"""A real terminal's report: closing deals are paired with the positions it lists."""

import gzip
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from fidus.lib import clock
from funds.rebates.domain.counting import Counting
from funds.rebates.selectors.standing import waiting
from funds.rebates.services.count_rebates import count_rebates
from funds.rebates.services.open_agreement import open_agreement
from trading.models import Deal
from trading.services.import_mt5_report import import_mt5_report


@pytest.mark.shared
@pytest.mark.django_db
@pytest.mark.parametrize("counting", [Counting.ENTRY, Counting.EXIT])
def test_nearly_every_deal_of_a_real_report_finds_its_position(shared_data, counting):
    content = gzip.decompress((shared_data / "mt5" / "ReportHistory-70358000.html.gz").read_bytes())
    with clock.at(date(2026, 11, 20)):
        account = import_mt5_report(file=io.BytesIO(content), name="report.html", by=None).account
        open_agreement(
            broker=account.broker, pattern="*", currency="USD", valid_from=date(2020, 1, 1), rate=Decimal(7),
            counting=counting, minimum=timedelta(seconds=1), by=None,
        )  # fmt: skip
        done = count_rebates(as_of=date(2026, 11, 20), by=None)
    side = "in" if counting is Counting.ENTRY else "out"
    whole = Deal.objects.filter(direction=side).count()
    assert done.deals + waiting(as_of=date(2026, 11, 20)).unknown == whole
    assert done.deals >= 0.99 * whole, (done.deals, whole)
