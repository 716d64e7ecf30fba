"""What happens to solvency runs and to the transfers they suggest."""

from dataclasses import dataclass
from datetime import date

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class SolvencyRunStarted(Event):
    purpose: str
    as_of: date
    known_at: int
    seed: int
    paths: int
    inputs_sha256: str


@dataclass(frozen=True)
class SolvencyRunFinished(Event):
    result_sha256: str


@dataclass(frozen=True)
class SolvencyRunFailed(Event):
    reason: str


@dataclass(frozen=True)
class SolvencyRunCancelled(Event):
    paths_done: int


@dataclass(frozen=True)
class SolvencyRunReproduced(Event):
    equal: bool


@dataclass(frozen=True)
class TransferTaken(Event):
    source: str
    target: str
    amount: Money
    reason: str


@dataclass(frozen=True)
class TransferDismissed(Event):
    source: str
    target: str
    amount: Money
    reason: str
