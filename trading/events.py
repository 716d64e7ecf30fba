"""What happens to broker accounts."""

from dataclasses import dataclass

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class BrokerAccountOpened(Event):
    broker: str
    server: str
    login: int
    currency: str
    environment: str
    source: str


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
