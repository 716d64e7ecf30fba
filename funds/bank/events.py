"""What happens at the bank's side."""

from dataclasses import dataclass

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class BankAccountOpened(Event):
    name: str
    identifier: str
    currency: str
    ledger_code: str


@dataclass(frozen=True)
class BankAccountSpellingAdded(Event):
    spelling: str


@dataclass(frozen=True)
class BankFileReceived(Event):
    file: str
    sha256: str
    size: int  # bytes


@dataclass(frozen=True)
class BankFileImported(Event):
    file: str
    sha256: str
    statements: int
    transactions_added: int
    known_before: int
    not_tying: int


@dataclass(frozen=True)
class BankFileRefused(Event):
    file: str
    sha256: str
    reason: str


@dataclass(frozen=True)
class BankFileDiscarded(Event):
    file: str
    sha256: str


@dataclass(frozen=True)
class BankCsvLayoutSaved(Event):
    mapping: dict[str, object]


@dataclass(frozen=True)
class BankTransactionsMatched(Event):
    match: int
    transactions: list[int]
    entries: list[int]
    automatic: bool
    reasons: list[str]


@dataclass(frozen=True)
class BankMatchUndone(Event):
    match: int
    reason: str


@dataclass(frozen=True)
class BankBookingProposed(Event):
    booking: int
    what: str
    amount: Money


@dataclass(frozen=True)
class BankBookingPosted(Event):
    booking: int
    what: str
    amount: Money


@dataclass(frozen=True)
class BankBookingDeclined(Event):
    booking: int
    reason: str


def subject_of(account_id: int) -> str:
    return f"bank account:{account_id}"
