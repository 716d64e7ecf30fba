"""What happened in the pipeline; the subject is the prospect's reference."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class ProspectAdded(Event):
    subject: str
    client: int | None
    name: str


@dataclass(frozen=True)
class ProspectChanged(Event):
    """Which fields were changed; their content stays in the row."""

    subject: str
    client: int | None
    fields: list[str]


@dataclass(frozen=True)
class ProspectMoved(Event):
    subject: str
    client: int | None
    was: str
    now: str


@dataclass(frozen=True)
class ProspectLost(Event):
    subject: str
    client: int | None
    reason: str


@dataclass(frozen=True)
class ProspectWon(Event):
    subject: str
    client: int | None
    case: str


@dataclass(frozen=True)
class ProspectNoted(Event):
    subject: str
    client: int | None
    note: int
