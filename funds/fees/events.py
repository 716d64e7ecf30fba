"""What happens to fees; each is recorded in the transaction of its cause."""

from dataclasses import dataclass
from datetime import date

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class FeeSchedulePublished(Event):
    version: int
    valid_from: date
    currency: str
    applies_to_all: bool


@dataclass(frozen=True)
class FeesAccrued(Event):
    as_of: date
    investments: int


@dataclass(frozen=True)
class FeeRunPrepared(Event):
    until: date
    value_on: date
    fees: int


@dataclass(frozen=True)
class FeeRunApproved(Event):
    until: date
    fees: int


@dataclass(frozen=True)
class FeeRunCancelled(Event):
    until: date


@dataclass(frozen=True)
class FeeRunCharged(Event):
    until: date
    charged: int
    skipped: int


@dataclass(frozen=True)
class FeeCharged(Event):
    fee: str
    amount: Money
    until: date
    taken_from: str


@dataclass(frozen=True)
class FeeReversed(Event):
    fee: str
    amount: Money
    value_on: date
    reason: str
    charge_again: bool


@dataclass(frozen=True)
class FeeBillPaid(Event):
    fee: str
    amount: Money
    paid_on: date
    bank_reference: str
