"""What happens to the books; each is recorded in the transaction of its cause."""

from dataclasses import dataclass
from datetime import date

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class ClosingStarted(Event):
    month: date


@dataclass(frozen=True)
class ClosingChecked(Event):
    """`outcome` is ready or blocked; `found` are the sentences that need somebody."""

    month: date
    outcome: str
    found: tuple[str, ...]


@dataclass(frozen=True)
class WarningAcknowledged(Event):
    month: date
    check: str
    reason: str


@dataclass(frozen=True)
class MonthClosed(Event):
    month: date
    seal: int


@dataclass(frozen=True)
class ReopeningAsked(Event):
    """Of `month` and every later one up to `until`."""

    month: date
    until: date
    reason: str


@dataclass(frozen=True)
class ReopeningRefused(Event):
    month: date
    reason: str


@dataclass(frozen=True)
class ReopeningWithdrawn(Event):
    month: date


@dataclass(frozen=True)
class MonthReopened(Event):
    month: date
    reason: str


@dataclass(frozen=True)
class JournalPrepared(Event):
    value_on: date
    reason: str
    reverses: int | None
    debits: tuple[Money, ...]


@dataclass(frozen=True)
class JournalPosted(Event):
    value_on: date
    reverses: int | None


@dataclass(frozen=True)
class JournalRefused(Event):
    reason: str


@dataclass(frozen=True)
class JournalWithdrawn(Event):
    value_on: date


def of_month(month: date) -> str:
    """The subject of events about a month of the books."""
    return f"books:{month:%Y-%m}"


def of_journal(journal: int) -> str:
    """The subject of events about a journal written by hand."""
    return f"journal:{journal}"
