"""What happens to exchange rates; each is recorded in the transaction of its cause."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class RatesImported(Event):
    file: str
    sha256: str
    source: str
    first_on: date
    last_on: date
    rates_added: int
    contradicting: int


@dataclass(frozen=True)
class RatesCorrected(Event):
    """`rates` are the first of them, each as `USD 2026-10-30: 1.1 became 1.2`."""

    file: str
    count: int
    rates: list[str]
    reason: str


@dataclass(frozen=True)
class ContradictionsDismissed(Event):
    file: str
    count: int
    rates: list[str]
    reason: str


@dataclass(frozen=True)
class RateFeedFailed(Event):
    url: str
    words: str


@dataclass(frozen=True)
class OverrideProposed(Event):
    pair: str
    value: Decimal
    valid_from: date
    valid_until: date
    reason: str


@dataclass(frozen=True)
class OverrideApproved(Event):
    pair: str
    value: Decimal


@dataclass(frozen=True)
class OverrideRefused(Event):
    pair: str
    reason: str


@dataclass(frozen=True)
class OverrideWithdrawn(Event):
    pair: str


@dataclass(frozen=True)
class OverrideEnded(Event):
    pair: str
    ended_on: date
    reason: str


@dataclass(frozen=True)
class PositionRevalued(Event):
    currency: str
    month_end: date
    position: Money
    rate: Decimal
    posted: Money


@dataclass(frozen=True)
class RevaluationReversed(Event):
    currency: str
    month_end: date
    posted: Money
    reason: str
