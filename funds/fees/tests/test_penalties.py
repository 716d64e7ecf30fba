from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funds.fees.domain.charges import Charge, within
from funds.fees.domain.penalties import BadSteps, PenaltyStep, checked, penalty_rate, share_of, withdrawal_fee
from funds.tests.scenes import usd

STEPS = (PenaltyStep(6, Decimal("0.03")), PenaltyStep(12, Decimal("0.015")), PenaltyStep(24, Decimal("0.005")))


@pytest.mark.parametrize(
    ("held", "rate"),
    [(0, "0.03"), (5, "0.03"), (6, "0.015"), (11, "0.015"), (12, "0.005"), (23, "0.005"), (24, "0"), (99, "0")],
)
def test_the_penalty_falls_with_the_months_held(held, rate):
    assert penalty_rate(STEPS, held) == Decimal(rate)


def test_a_last_step_may_have_no_end():
    assert penalty_rate((*STEPS[:2], PenaltyStep(None, Decimal("0.01"))), 400) == Decimal("0.01")


@pytest.mark.parametrize(
    "steps",
    [
        [PenaltyStep(6, Decimal("0.01")), PenaltyStep(12, Decimal("0.02"))],
        [PenaltyStep(12, Decimal("0.02")), PenaltyStep(6, Decimal("0.01"))],
        [PenaltyStep(None, Decimal("0.02")), PenaltyStep(6, Decimal("0.01"))],
        [PenaltyStep(0, Decimal("0.02"))],
        [PenaltyStep(6, Decimal("1"))],
        [PenaltyStep(6, Decimal("-0.01"))],
        [PenaltyStep(6, Decimal("0.0000001"))],
    ],
)
def test_steps_that_contradict_themselves_are_refused(steps):
    with pytest.raises(BadSteps):
        checked(steps)


def test_shares_are_rounded_half_even():
    assert share_of(usd("0.50"), Decimal("0.01")) == usd("0.00")
    assert share_of(usd("1.50"), Decimal("0.01")) == usd("0.02")
    assert withdrawal_fee(usd("10.00"), flat=usd("25.00"), rate=Decimal(0)) == usd("10.00")


amounts = st.integers(0, 10**12).map(lambda minor: usd(Decimal(minor) / 100))


@settings(max_examples=100)
@given(st.lists(amounts, max_size=6), amounts)
def test_fees_fit_into_what_leaves(fees, amount):
    fitting = within([Charge("withdrawal", "", fee, 1) for fee in fees], amount)
    taken = sum((charge.amount for charge in fitting), usd(0))
    assert taken == min(sum(fees, usd(0)), amount)
    assert all(charge.amount > usd(0) for charge in fitting)
