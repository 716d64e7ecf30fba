"""What happens to statements."""

from dataclasses import dataclass
from datetime import date

from accounts.trail.api import Event


@dataclass(frozen=True)
class StatementIssued(Event):
    month: date
    figures_sha256: str
    file_sha256: str
    known_at: int


@dataclass(frozen=True)
class StatementCorrected(Event):
    month: date
    corrects: str
    correction: str
    figures_sha256: str
    file_sha256: str
    known_at: int


@dataclass(frozen=True)
class StatementDownloaded(Event):
    file_sha256: str


@dataclass(frozen=True)
class StatementReproduced(Event):
    figures_equal: bool
    file_equal: bool


@dataclass(frozen=True)
class StatementRunStarted(Event):
    month: date
    clients: int


@dataclass(frozen=True)
class StatementRunCancelled(Event):
    month: date
    left: int


@dataclass(frozen=True)
class StatementRunRetried(Event):
    month: date
    clients: int
