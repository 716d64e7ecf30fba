"""What happened in the correspondence; the text itself stays in its table."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class ClientWrote(Event):
    subject: str
    client: int | None
    message: int


@dataclass(frozen=True)
class OfficeWrote(Event):
    subject: str
    client: int | None
    message: int


@dataclass(frozen=True)
class ConversationClosed(Event):
    subject: str
    client: int | None
