"""What happens to redemptions; each is recorded in the transaction of its cause, about the redemption itself."""

from dataclasses import dataclass
from datetime import date

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class RedemptionRequested(Event):
    investment: str
    asked: Money
    full: bool
    occasion: str
    window_on: date


@dataclass(frozen=True)
class RedemptionChecked(Event):
    investment: str


@dataclass(frozen=True)
class RedemptionApproved(Event):
    investment: str
    asked: Money


@dataclass(frozen=True)
class RedemptionCancelled(Event):
    investment: str
    reason: str


@dataclass(frozen=True)
class RedemptionRejected(Event):
    investment: str
    reason: str


@dataclass(frozen=True)
class RedemptionBecamePayable(Event):
    investment: str
    principal: Money
    interest: Money
    charges: Money
    value_on: date


@dataclass(frozen=True)
class RedemptionPaid(Event):
    investment: str
    amount: Money
    paid_on: date
    reference: str


@dataclass(frozen=True)
class RedemptionPaymentFailed(Event):
    """It is payable again; `value_on` is the day from which the money is with the firm again."""

    investment: str
    amount: Money
    reference: str
    value_on: date
    reason: str


@dataclass(frozen=True)
class RedemptionReturned(Event):
    investment: str
    amount: Money
    came_back_on: date
    reason: str


@dataclass(frozen=True)
class InvestmentClosed(Event):
    closed_on: date


@dataclass(frozen=True)
class InvestmentReopened(Event):
    reopened_on: date
