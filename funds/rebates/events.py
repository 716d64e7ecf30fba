"""What happens to rebates; each is recorded in the transaction of its cause."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class RebateAgreementOpened(Event):
    broker: str
    account: str
    pattern: str
    currency: str
    valid_from: date


@dataclass(frozen=True)
class RebateTermsPublished(Event):
    valid_from: date
    rate: Decimal
    counting: str
    minimum_seconds: int


@dataclass(frozen=True)
class RebateAgreementEnded(Event):
    ended_on: date
    reason: str


@dataclass(frozen=True)
class RebatesCounted(Event):
    first_on: date
    last_on: date
    deals: int
    lots: Decimal
    accrued: list[Money]


@dataclass(frozen=True)
class RebateInvoiceIssued(Event):
    broker: str
    amount: Money


@dataclass(frozen=True)
class RebateInvoiceCancelled(Event):
    amount: Money
    reason: str


@dataclass(frozen=True)
class RebateReceived(Event):
    amount: Money
    received_on: date
    bank_reference: str
    difference: Money


@dataclass(frozen=True)
class RebateDifferenceWrittenOff(Event):
    difference: Money
    reason: str
