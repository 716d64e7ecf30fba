"""What people agree on. Decisions about signals are a record of their own, which nobody can change."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.trail.api import Event


@dataclass(frozen=True)
class AllocationProposed(Event):
    strategy: str
    account: str
    share: Decimal
    size: str
    starts_on: date
    ends_on: date | None
    reason: str


@dataclass(frozen=True)
class AllocationApproved(Event):
    strategy: str
    account: str
    share: Decimal


@dataclass(frozen=True)
class AllocationDeclined(Event):
    strategy: str
    account: str
    reason: str


@dataclass(frozen=True)
class AllocationEnded(Event):
    strategy: str
    account: str
    reason: str


@dataclass(frozen=True)
class TradingLimitProposed(Event):
    limit: str
    of: str
    value: Decimal
    starts_on: date
    reason: str


@dataclass(frozen=True)
class TradingLimitApproved(Event):
    limit: str
    of: str
    value: Decimal


@dataclass(frozen=True)
class TradingLimitDeclined(Event):
    limit: str
    of: str
    reason: str


@dataclass(frozen=True)
class TradingLimitEnded(Event):
    limit: str
    of: str
    value: Decimal
    reason: str
