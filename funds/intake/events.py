"""What happens to files that are brought in."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class IntakeReceived(Event):
    what: str
    file: str
    sha256: str
    rows: int


@dataclass(frozen=True)
class IntakeSubmitted(Event):
    rows: int


@dataclass(frozen=True)
class IntakeStarted(Event):
    rows: int
    whole: bool


@dataclass(frozen=True)
class IntakeEnded(Event):
    state: str
    added: int
    known: int
    failed: int
    reason: str
