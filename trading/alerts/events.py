"""What happens to alerts and their rules; figures are in the unit of their kind."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.trail.api import Event


@dataclass(frozen=True)
class AlertOpened(Event):
    of: str
    whose: str
    figure: Decimal
    threshold: Decimal
    words: str


@dataclass(frozen=True)
class AlertSeen(Event):
    of: str
    whose: str
    note: str


@dataclass(frozen=True)
class AlertClosed(Event):
    of: str
    whose: str
    worst: Decimal
    reason: str


@dataclass(frozen=True)
class AlertRuleSet(Event):
    of: str
    where: str
    threshold: Decimal
    clears_at: Decimal
    days: int
    is_on: bool
