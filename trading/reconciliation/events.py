"""What happens to breaks; figures are amounts in the account's currency, or volumes."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.trail.api import Event


@dataclass(frozen=True)
class BreakOpened(Event):
    account: str
    of: str
    ours: Decimal
    theirs: Decimal
    reason: str


@dataclass(frozen=True)
class BreakReopened(Event):
    """The difference is no longer the one that was accepted."""

    account: str
    of: str
    accepted: Decimal
    difference: Decimal


@dataclass(frozen=True)
class BreakCleared(Event):
    account: str
    of: str
    figure: Decimal  # what both sides say
    agreed_at: str


@dataclass(frozen=True)
class AcceptanceProposed(Event):
    account: str
    of: str
    difference: Decimal
    band: Decimal
    reason: str


@dataclass(frozen=True)
class DifferenceAccepted(Event):
    account: str
    of: str
    difference: Decimal
    band: Decimal


@dataclass(frozen=True)
class AcceptanceDeclined(Event):
    account: str
    of: str
    reason: str


@dataclass(frozen=True)
class AcceptanceWithdrawn(Event):
    account: str
    of: str
