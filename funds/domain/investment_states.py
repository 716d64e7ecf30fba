"""The life of an investment: (state, action) -> state, and nothing else (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class InvestmentState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    FUNDED = "funded"
    INCUBATING = "incubating"
    ACTIVE = "active"
    REDEEMING = "redeeming"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Action(StrEnum):
    OPEN = "open"
    FUND = "fund"
    INCUBATE = "incubate"
    ACTIVATE = "activate"
    REDEEM = "redeem"
    CONTINUE = "continue"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"


TRANSITIONS: dict[tuple[InvestmentState, Action], InvestmentState] = {
    (InvestmentState.DRAFT, Action.OPEN): InvestmentState.OPEN,
    (InvestmentState.DRAFT, Action.CANCEL): InvestmentState.CANCELLED,
    (InvestmentState.OPEN, Action.FUND): InvestmentState.FUNDED,
    (InvestmentState.OPEN, Action.CANCEL): InvestmentState.CANCELLED,
    (InvestmentState.FUNDED, Action.INCUBATE): InvestmentState.INCUBATING,
    (InvestmentState.FUNDED, Action.ACTIVATE): InvestmentState.ACTIVE,
    (InvestmentState.INCUBATING, Action.ACTIVATE): InvestmentState.ACTIVE,
    (InvestmentState.ACTIVE, Action.REDEEM): InvestmentState.REDEEMING,
    (InvestmentState.REDEEMING, Action.CONTINUE): InvestmentState.ACTIVE,
    (InvestmentState.REDEEMING, Action.CLOSE): InvestmentState.CLOSED,
    (InvestmentState.CLOSED, Action.REOPEN): InvestmentState.ACTIVE,
}

# States in which the client's money is with the firm, and states in which it earns.
HOLDING = (InvestmentState.FUNDED, InvestmentState.INCUBATING, InvestmentState.ACTIVE, InvestmentState.REDEEMING)
EARNING = (InvestmentState.ACTIVE, InvestmentState.REDEEMING)


class IllegalAction(ValueError):
    """The investment is in a state in which this cannot be done."""


def after(state: InvestmentState, action: Action) -> InvestmentState:
    """The state that `action` leads to; raises IllegalAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalAction(f"an investment that is {state} cannot {action}") from None
