"""What happens in funds; each is recorded in the transaction of its cause."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class ProductAdded(Event):
    name: str
    by_invitation: bool


@dataclass(frozen=True)
class TermsPublished(Event):
    version: int
    valid_from: date
    currency: str
    monthly_rate: Decimal | None


@dataclass(frozen=True)
class InvestmentDrafted(Event):
    product: str
    principal: Money


@dataclass(frozen=True)
class InvestmentOpened(Event):
    product: str
    terms_version: int
    principal: Money


@dataclass(frozen=True)
class InvestmentFunded(Event):
    amount: Money
    received_on: date
    bank_reference: str


@dataclass(frozen=True)
class IncubationStarted(Event):
    earns_from: date


@dataclass(frozen=True)
class InvestmentActivated(Event):
    earns_from: date


@dataclass(frozen=True)
class InvestmentCancelled(Event):
    reason: str


@dataclass(frozen=True)
class InterestAccrued(Event):
    as_of: date
    investments: int
    posted: int


@dataclass(frozen=True)
class InterestFellDue(Event):
    due_on: date
    amount: Money


@dataclass(frozen=True)
class InterestPayoutApproved(Event):
    due_on: date
    amount: Money
    destination: str
    address: str


@dataclass(frozen=True)
class InterestPaid(Event):
    due_on: date
    amount: Money
    bank_reference: str
    destination: str
    address: str


@dataclass(frozen=True)
class InterestApprovalTakenBack(Event):
    due_on: date
    destination: str
    reason: str


@dataclass(frozen=True)
class InterestPaymentFailed(Event):
    """It is to be paid again; `value_on` is the day from which the money is with the firm again."""

    due_on: date
    amount: Money
    bank_reference: str
    value_on: date
    reason: str


@dataclass(frozen=True)
class AccountMapped(Event):
    account: str
    share: Decimal
    from_on: date


@dataclass(frozen=True)
class AccountUnmapped(Event):
    account: str
    until_on: date


@dataclass(frozen=True)
class AccountShared(Event):
    """The client sees the account's figures from now on."""

    account: str


@dataclass(frozen=True)
class AccountUnshared(Event):
    account: str


@dataclass(frozen=True)
class OperatingCostBooked(Event):
    text: str
    amount: Money
    incurred_on: date
