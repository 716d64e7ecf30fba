import pytest

from funds.domain.investment_states import TRANSITIONS, Action, IllegalAction, InvestmentState, after
from funds.domain.payout_states import IllegalPayoutAction, PayoutAction, PayoutState
from funds.domain.payout_states import after as payout_after


def test_the_ordinary_life_of_an_investment():
    state = InvestmentState.DRAFT
    for action in (Action.OPEN, Action.FUND, Action.INCUBATE, Action.ACTIVATE, Action.REDEEM, Action.CLOSE):
        state = after(state, action)
    assert state is InvestmentState.CLOSED


def test_money_that_has_come_cannot_be_cancelled():
    for state in InvestmentState:
        if state not in (InvestmentState.DRAFT, InvestmentState.OPEN):
            with pytest.raises(IllegalAction):
                after(state, Action.CANCEL)


def test_cancelled_is_the_end_and_closed_opens_again_only_because_a_payment_came_back():
    assert not [key for key in TRANSITIONS if key[0] is InvestmentState.CANCELLED]
    assert [key for key in TRANSITIONS if key[0] is InvestmentState.CLOSED] == [(InvestmentState.CLOSED, Action.REOPEN)]


def test_every_state_can_be_reached():
    assert set(TRANSITIONS.values()) == set(InvestmentState) - {InvestmentState.DRAFT}


def test_nothing_is_paid_that_nobody_approved():
    assert payout_after(PayoutState.DUE, PayoutAction.APPROVE) is PayoutState.APPROVED
    with pytest.raises(IllegalPayoutAction):
        payout_after(PayoutState.DUE, PayoutAction.PAY)
