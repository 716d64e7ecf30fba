"""What happened to KYC cases and documents; the subject is the case's reference."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class CaseOpened(Event):
    subject: str
    client: int | None
    kind_of_client: str


@dataclass(frozen=True)
class DocumentAdded(Event):
    subject: str
    client: int | None
    item: str
    document: int
    version: int
    name: str
    sha256: str


@dataclass(frozen=True)
class DocumentRead(Event):
    subject: str
    client: int | None
    document: int
    version: int
    item: str


@dataclass(frozen=True)
class OfficeDeclared(Event):
    """The client said whether a public office is held; the explanation itself stays in the case."""

    subject: str
    client: int | None
    declared: bool


@dataclass(frozen=True)
class ItemAccepted(Event):
    subject: str
    client: int | None
    item: str
    valid_until: str | None


@dataclass(frozen=True)
class ItemRefused(Event):
    subject: str
    client: int | None
    item: str
    reason: str


@dataclass(frozen=True)
class CaseSubmitted(Event):
    subject: str
    client: int | None
    risk: str
    points: int


@dataclass(frozen=True)
class CaseCleared(Event):
    subject: str
    client: int | None


@dataclass(frozen=True)
class CaseRejected(Event):
    subject: str
    client: int | None
    reason: str


@dataclass(frozen=True)
class CaseReopened(Event):
    subject: str
    client: int | None
    reason: str
    was: str
