from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trading.monitor.domain.figures import change, margin_used

amounts = st.decimals("0.01", "1e9", places=2)


def test_a_deposit_is_no_gain():
    assert change(now=Decimal(1500), before=Decimal(1000), flows=Decimal(500)) == 0
    assert change(now=Decimal(1510), before=Decimal(1000), flows=Decimal(500)) == Decimal("0.01")
    assert change(now=Decimal(400), before=Decimal(1000), flows=Decimal(-500)) == Decimal("-0.1")


def test_of_nothing_no_fraction_is_told():
    assert change(now=Decimal(10), before=Decimal(0), flows=Decimal(0)) is None
    assert change(now=Decimal(10), before=Decimal(-5), flows=Decimal(0)) is None
    assert margin_used(margin=Decimal(10), equity=Decimal(0)) is None


@given(amounts, amounts, st.decimals("-1e6", "1e6", places=2))
def test_cash_that_comes_and_shows_in_equity_changes_nothing(before, now, flow):
    assert change(now=now + flow, before=before, flows=flow) == change(now=now, before=before, flows=Decimal(0))
