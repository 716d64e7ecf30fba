"""What happens to broker accounts."""

from dataclasses import dataclass

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class BrokerAccountOpened(Event):
    broker: str
    server: str
    login: str
    platform: str
    currency: str
    environment: str
    source: str


@dataclass(frozen=True)
class BrokerAccountChanged(Event):
    broker: str
    name: str
    environment: str
    margin_mode: str


@dataclass(frozen=True)
class BrokerAccountDisabled(Event):
    reason: str


@dataclass(frozen=True)
class BrokerReportReceived(Event):
    file: str
    sha256: str
    size: int  # bytes


@dataclass(frozen=True)
class BrokerHistoryImported(Event):
    report: int
    file: str
    sha256: str
    deals_added: int
    cash_operations_added: int
    already_known: int
    opening_balance: Money
    closing_balance: Money


@dataclass(frozen=True)
class BrokerFileImported(Event):
    """A statement or a tradebook: what is no report of MetaTrader's and prints no chain of balances."""

    report: int
    file: str
    format: str
    sha256: str
    deals_added: int
    cash_operations_added: int
    already_known: int
    costs_completed: int
    notes: int  # of things that were not booked


@dataclass(frozen=True)
class BrokerHistoryRefused(Event):
    report: int
    file: str
    sha256: str
    reason: str


@dataclass(frozen=True)
class PaperBookOpened(Event):
    hedging: bool
    leverage: str
    stop_out: str  # percent of margin
    commission_per_unit: str
    commission_percent: str
    swap_long: str
    swap_short: str


@dataclass(frozen=True)
class PaperMoneyMoved(Event):
    operation: str
    amount: Money
    comment: str


def subject_of(account_id: int) -> str:
    return f"broker account:{account_id}"
